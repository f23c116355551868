import Foundation
import Testing

/// The hook under pre-commit itself, in a repository of data.
@Suite struct PreCommitTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// Rows of two columns; of the broken ones a tenth cannot be read.
  private func table(isBroken: Bool) -> String {
    "a,b,label\n"
      + (0..<120).map { row in
        "\(row * 37 % 101),\(row * 53 % 97),\(row % 2 == 0 ? "x" : "y")"
          + (isBroken && row % 10 == 0 ? ",1,2\n" : "\n")
      }.joined()
  }

  /// Runs a script in the folder, with the program on the path and a home of its own.
  private func run(_ script: String) throws -> Command.Result {
    let program = URL(filePath: try Command.program.get()).deletingLastPathComponent().path
    return try Command.shell(
      "cd '\(folder.path)' && PATH='\(program)':\"$PATH\"\n" + script,
      environment: [
        "HOME": folder.path, "PRE_COMMIT_HOME": folder.path("cache"), "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.org",
      ])
  }

  @Test func `a commit with a broken table is refused, and one without goes through`() throws {
    let root = Command.root.path
    let made = try run(
      """
      set -e
      mkdir -p hooks/Scripts data-repository/data
      cp '\(root)/.pre-commit-hooks.yaml' hooks/
      cp '\(root)/Scripts/pre-commit.sh' hooks/Scripts/
      cd hooks && git init -q . && git add -A && git commit -qm hooks && git tag v1
      """)
    #expect(made.code == 0, "\(made.error)")
    _ = try folder.write(
      """
      repos:
        - repo: ../hooks
          rev: v1
          hooks:
            - id: fathom-check
              args: [--target, label, --no-race, --no-trial, --]

      """, to: "data-repository/.pre-commit-config.yaml")
    _ = try folder.write(table(isBroken: false), to: "data-repository/data/good.csv")
    let good = try run(
      """
      cd data-repository && git init -q . && pre-commit install >/dev/null && git add -A
      git commit -qm good
      """)
    #expect(good.code == 0, "\(good.output)\(good.error)")
    _ = try folder.write(table(isBroken: true), to: "data-repository/data/broken.csv")
    let broken = try run("cd data-repository && git add -A && git commit -qm broken")
    let said = broken.output + broken.error
    #expect(broken.code == 1 && said.contains("fathom check"), "\(said)")
    #expect(said.contains("exit code: 1") && said.contains("could not be read"), "\(said)")
    #expect(try run("cd data-repository && git log --oneline | wc -l").output.contains("1"))
  }
}
