public import FathomAnalyses
public import FathomData
public import FathomSummaries

/// Everything that was found, and what is needed to find it again, as one value.
///
/// The JSON names are a contract: `report.schema.json` beside this file publishes it.
public struct Report: Codable, Sendable {
  /// Grows when a name changes its meaning; names may be added without.
  public var schemaVersion: Int
  /// The program that made the report.
  public var tool: Tool
  /// The seed of every random stream.
  public var seed: UInt64
  /// How many times tests resampled.
  public var permutations: Int
  /// Further options of the command that made the report, such as `--exclude`, `age`.
  public var options: [String]
  /// The data.
  public var input: Input
  /// What the findings say together.
  public var verdict: Verdict
  /// What each analysis found.
  public var analyses: [AnalysisReport]
  /// What the gate made of it; not there where none was asked for.
  public var gate: GateResult? = nil
  /// The analyses that could be asked; no part of the JSON.
  public internal(set) var catalog = Catalog.standard

  private enum CodingKeys: String, CodingKey {
    case schemaVersion, tool, seed, permutations, options, input, verdict, analyses, gate
  }

  /// A program and its version.
  public struct Tool: Codable, Sendable, Equatable {
    /// `fathom`.
    public var name: String
    /// The version.
    public var version: String
  }

  /// The data behind a report.
  public struct Input: Codable, Sendable, Equatable {
    /// The path as the user named it.
    public var path: String
    /// SHA-256 of the bytes; for a folder, of the names and digests of its images.
    public var sha256: String
    /// `csv` or `images`.
    public var format: String
    /// Every row accounted for.
    public var rows: Rows
    /// `table`, `sequence` or a grid such as `28x28`.
    public var layout: Layout
    /// The target's name; null without one.
    @NullCodable public var target: String?
    /// The task; null without a target.
    @NullCodable public var task: Task?
    /// The classes; empty without.
    public var classes: [ClassCount]
    /// The columns; empty for images.
    public var columns: [ColumnProfile]
    /// The images; null for tables.
    @NullCodable public var images: Images?
    /// What the reader decided.
    public var notes: [String]
  }

  /// read = used + the sum of rejected.
  public struct Rows: Codable, Sendable, Equatable {
    /// Rows that were read.
    public var read: Int
    /// Rows that could be used.
    public var used: Int
    /// Rows that could not, by reason.
    public var rejected: [String: Int]
    /// The first rejected rows of each reason, with their lines or names.
    public var rejectedExamples: [Rejection]
    /// Used rows whose target is missing; 0 without a target.
    public var withoutTarget = 0

    /// Rows from their counts.
    public init(
      read: Int, used: Int, rejected: [String: Int], rejectedExamples: [Rejection],
      withoutTarget: Int = 0
    ) {
      self.read = read
      self.used = used
      self.rejected = rejected
      self.rejectedExamples = rejectedExamples
      self.withoutTarget = withoutTarget
    }

    /// Reads rows; an early report did not count those without a target.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      read = try container.decode(Int.self, forKey: .read)
      used = try container.decode(Int.self, forKey: .used)
      rejected = try container.decode([String: Int].self, forKey: .rejected)
      rejectedExamples = try container.decode([Rejection].self, forKey: .rejectedExamples)
      withoutTarget = try container.decodeIfPresent(Int.self, forKey: .withoutTarget) ?? 0
    }
  }

  /// The images behind a report.
  public struct Images: Codable, Sendable, Equatable {
    /// Image files.
    public var read: Int
    /// Image files that could not be decoded.
    public var unreadable: Int
    /// Median height in pixels.
    public var height: Int
    /// Median width in pixels.
    public var width: Int
    /// 1 when all are grey, else 3.
    public var channels: Int
    /// Images that repeat the pixels of an earlier one.
    public var exactDuplicates: Int
    /// Further images that look like an earlier one; null where the images are too small to tell.
    @NullCodable public var nearDuplicates: Int?
    /// Pictures of some images; null unless they were asked for.
    @NullCodable public var thumbnails: [Thumbnail]? = nil
  }

  /// The version of this program.
  public static let currentVersion = "0.1.0"

  /// The report of a survey.
  ///
  /// - Parameters:
  ///   - options: what else the command was told, so that its user can repeat it.
  ///   - includesSamples: whether the most frequent cell values of columns, and pictures of images,
  ///     may be shown.
  public init(_ result: SurveyResult, options: [String] = [], includesSamples: Bool = false) {
    self.options = options
    let summary = result.summary
    let schema = summary.schema
    schemaVersion = 1
    tool = Tool(name: "fathom", version: Report.currentVersion)
    seed = result.seed
    permutations = result.permutations
    var columns = schema.images == nil ? summary.profiles : []
    if !includesSamples { for index in columns.indices { columns[index].topValues = nil } }
    var rejected = [String: Int]()
    for (reason, count) in summary.rows.rejected { rejected[reason.rawValue] = count }
    input = Input(
      path: schema.path, sha256: schema.sha256, format: schema.format,
      rows: Rows(
        read: summary.rows.read, used: summary.rows.used, rejected: rejected,
        rejectedExamples: summary.rows.examples,
        withoutTarget: schema.targetIndex == nil ? 0 : summary.missingTargets),
      layout: schema.layout, target: schema.target?.name, task: schema.task,
      classes: summary.classes, columns: columns,
      images: schema.images.map { shape in
        Images(
          read: summary.rows.read, unreadable: summary.rows.rejected[.unreadableImage] ?? 0,
          height: shape.height, width: shape.width, channels: shape.channels,
          exactDuplicates: summary.duplicateImages.exact,
          nearDuplicates: summary.duplicateImages.near,
          thumbnails: includesSamples
            ? summary.thumbnails() + summary.thumbnails(ofSuspects: Report.suspects(result))
            : nil)
      },
      notes: schema.notes)
    verdict = result.verdict
    catalog = result.catalog
    analyses = result.outcomes.map(AnalysisReport.init)
  }
}

extension Report {
  /// The images whose label is doubted, by name, with the class that they probably should have.
  private static func suspects(_ result: SurveyResult) -> [(name: String, likely: String)] {
    (result.outcomes.flatMap(\.exhibits).suspects ?? []).compactMap { suspect in
      suspect.name.flatMap { name in suspect.likely.map { (name, $0) } }
    }
  }
}
