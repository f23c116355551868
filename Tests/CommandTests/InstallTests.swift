import Foundation
import Testing

/// What `make install` puts beside the command: a manual page and completions for three shells.
@Suite struct InstallTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test func `the files arrive where man and the shells look for them`() throws {
    let result = try Command.shell(
      "make -s install-files RELEASE=\"$FATHOM\" DESTDIR=\"$PLACE\" PREFIX=/usr",
      environment: ["PLACE": folder.path])
    #expect(result.code == 0, "\(result.error)")
    #expect(result.error == "")
    let manual = try Command.run("manual")
    manual.expectSuccess()
    #expect(try folder.read("usr/share/man/man1/fathom.1") == manual.output)
    for (file, word) in [
      ("bash-completion/completions/fathom", "complete "),
      ("zsh/site-functions/_fathom", "#compdef"),
      ("fish/vendor_completions.d/fathom.fish", "complete -c 'fathom'"),
    ] {
      #expect(try folder.read("usr/share/\(file)").contains(word), "\(file)")
    }
    let installed = try Command.shell(
      "\"$PLACE/usr/bin/fathom\" --version", environment: ["PLACE": folder.path])
    #expect(installed.output == "0.1.0\n")
  }

  @Test(arguments: [("an", "analyze"), ("exp", "explain"), ("", "render")])
  func `bash completes a subcommand`(typed: String, expected: String) throws {
    let result = try Command.shell(
      """
      mkdir "$PLACE/bin" && ln -s "$FATHOM" "$PLACE/bin/fathom" && cat > "$PLACE/try.bash" <<'END'
      PATH="$PLACE/bin:$PATH"
      source <(fathom --generate-completion-script bash)
      COMP_WORDS=(fathom "$TYPED") COMP_CWORD=1 COMP_LINE="fathom $TYPED" COMP_POINT=99
      _fathom fathom "$TYPED" fathom
      printf '%s\\n' "${COMPREPLY[@]}"
      END
      bash "$PLACE/try.bash"
      """, environment: ["PLACE": folder.path, "TYPED": typed])
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.split(whereSeparator: \.isWhitespace).contains(Substring(expected)))
  }

  @Test func `the manual page renders without a warning and says what the help says`() throws {
    let page = try folder.write(Command.run("manual").output, to: "fathom.1")
    // All warnings; without groff the shell ends with 127.
    let result = try Command.shell(
      "groff -ww -man -Tutf8 -rLL=100n \"$PAGE\"",
      environment: ["PAGE": page])
    #expect(result.error == "")
    // Bold is a character struck twice, or a colour; dashes may be drawn as minus signs or hyphens.
    let text = result.output.replacing(/.\x08|\x1B\[[0-9;]*m/, with: "").replacing(
      "\u{2212}", with: "-"
    ).replacing("\u{2010}", with: "-")
    for word in ["NAME", "SYNOPSIS", "DESCRIPTION", "SUBCOMMANDS", "EXIT STATUS", "FILES"] {
      #expect(text.contains("\n\(word)\n"), "\(word)")
    }
    let help = try Command.run("--help").output
    let names = help.matches(of: /(?m)^  ([a-z]+) +[A-Z]/).map { String($0.1) }
    #expect(names.contains("analyze") && names.contains("manual"))
    for name in names {
      #expect(text.contains("fathom \(name)"), "\(name)")
      let options = try Command.run("help", name).output
      for match in options.matches(of: /(?m)^  (--[a-z-]+)/) where match.1 != "--version" {
        #expect(text.contains(match.1), "\(name) \(match.1)")
      }
    }
    #expect(text.contains("fathom analyze wine.csv --target cultivar"))
  }

  @Test func `the manual page is plain ASCII, with no date and no line that troff would obey`()
    throws
  {
    let page = try Command.run("manual").output
    let isASCII = page.unicodeScalars.allSatisfy { $0.isASCII }
    #expect(isASCII)
    #expect(page.hasPrefix(".TH FATHOM 1 \"\" \"fathom 0.1.0\""))
    let known = ["TH", "SH", "SS", "TP", "PP", "B", "I", "nf", "fi"]
    for line in page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
      let name = String(line.dropFirst().prefix { $0.isLetter })
      #expect(known.contains(name), "\(line)")
    }
  }
}
