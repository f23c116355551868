package import Foundation

/// Reports checked against `report.schema.json` and other schemas by the Python module jsonschema, which
/// knows the whole of draft 2020-12 and of draft 4.
package enum SchemaValidation {
  package static let schema = packageRoot.appending(
    path: "Sources/FathomReports/report.schema.json")

  package static let planSchema = packageRoot.appending(
    path: "Sources/FathomReports/plan.schema.json")

  /// SARIF 2.1.0, draft 4.
  package static let sarifSchema = packageRoot.appending(
    path: "Fixtures/Schemas/sarif-schema-2.1.0.json")

  /// Why nothing could be checked.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// What is wrong with each report, by its name; one process checks them all.
  package static func problems(
    _ reports: [String: Data], against schema: URL = schema
  ) throws -> [String: [String]] {
    let folder = try ReportTestFolder()
    let names = reports.keys.sorted()
    let files = try names.enumerated().map { index, name in
      let file = folder.url.appending(path: "\(index).json")
      try reports[name]?.write(to: file)
      return file.path
    }
    let script = try folder.write(program, to: "check.py")
    let python = try interpreter()
    let (status, output) = try run(python, [script, schema.path] + files, in: folder)
    guard status == 0 else { throw Failure(description: "\(python) failed: \(output)") }
    let found = try JSONDecoder().decode([[String]].self, from: Data(output.utf8))
    return Dictionary(uniqueKeysWithValues: zip(names, found))
  }

  /// The first interpreter that has the module: Debian installs it for its own.
  private static func interpreter() throws -> String {
    let folder = try ReportTestFolder()
    let candidates = ["/usr/bin/python3", "python3"]
    for name in candidates {
      let probe = ["-c", "from jsonschema import Draft202012Validator"]
      if let (status, _) = try? run(name, probe, in: folder), status == 0 { return name }
    }
    throw Failure(
      description: "no python3 here has the module jsonschema, version 4 or newer, that checks "
        + "reports against their schema; install it: apt-get install python3-jsonschema")
  }

  package static func run(
    _ program: String, _ arguments: [String], in folder: ReportTestFolder
  ) throws -> (status: Int32, output: String) {
    // Files rather than pipes: nobody has to empty them while the program runs.
    let output = try folder.write("", to: "output")
    let errors = try folder.write("", to: "errors")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    process.waitUntilExit()
    let status = process.terminationStatus
    let log = try Data(contentsOf: URL(filePath: status == 0 ? output : errors))
    return (status, String(decoding: log, as: UTF8.self))
  }

  private static let program = """
    import json, sys
    from jsonschema.validators import validator_for

    def refuse(word):
        raise ValueError(word + " is no JSON")

    def load(path):
        with open(path, encoding="utf-8") as file:
            return json.load(file, parse_constant=refuse)

    def lines(error):
        place = "/".join(str(part) for part in error.absolute_path)
        yield (place + ": " + error.message)[:300]
        for cause in error.context:
            yield from lines(cause)

    schema = load(sys.argv[1])
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    print(json.dumps([
        [line for error in validator.iter_errors(load(path)) for line in lines(error)]
        for path in sys.argv[2:]]))
    """
}
