/// What is to be predicted of images: a class each, or a number each.
enum ImageTarget: Sendable {
  case classes(levels: [String], codes: [Int32])
  case numbers([Double])

  /// More different whole numbers are no classes, unless the user says so; as for tables.
  private static let integerClassLimit = ColumnResolver.integerClassLimit

  /// The target that labels mean.
  ///
  /// Few whole numbers that recur are classes, other numbers are a regression, everything else is a
  /// class.
  ///
  /// - Parameters:
  ///   - labels: nil where an image has none.
  ///   - task: what the user says; nil to infer it.
  init(_ labels: [String?], task: Task?, path: String) throws(DataError) {
    let numbers = labels.map { $0.flatMap { ExactNumber(label: $0) } }
    let present = labels.indices.filter { labels[$0] != nil }
    let areNumbers =
      !present.isEmpty && present.allSatisfy { numbers[$0]?.value.isFinite ?? false }
    let values = Set(present.compactMap { numbers[$0] })
    let areClasses =
      !areNumbers
      || (values.allSatisfy { $0.value == $0.value.rounded() }
        && values.count <= ImageTarget.integerClassLimit && values.count < present.count)
    switch task ?? (areClasses ? .classification : .regression) {
    case .regression:
      guard areNumbers else {
        throw .invalidOption(
          "\(path): the labels are text, so they cannot be regressed on; "
            + "use --task classification")
      }
      self = .numbers(numbers.map { $0?.value ?? .nan })
    case .classification:
      let texts =
        areNumbers ? numbers.map { $0.map { $0.label(inFull: false) } } : labels
      let levels =
        areNumbers
        ? values.sorted().map { $0.label(inFull: false) }
        : Set(texts.compactMap { $0 }).sorted {
          $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
        }
      self = .classes(levels: levels, codes: ImageTarget.codes(texts, levels))
    }
  }

  /// The target that the folders of images mean.
  ///
  /// - Parameter labels: nil where an image lies in no class folder.
  init(folders labels: [String?]) {
    let levels = Set(labels.compactMap { $0 }).sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    self = .classes(levels: levels, codes: ImageTarget.codes(labels, levels))
  }

  private static func codes(_ labels: [String?], _ levels: [String]) -> [Int32] {
    let index = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
    return labels.map { $0.flatMap { index[$0] } ?? -1 }
  }

  /// The column of the target.
  func column(named name: String) -> Column {
    switch self {
    case .classes(let levels, let codes):
      Column(
        name: name, type: .categorical, role: .target, levels: levels, holdsNumbers: false,
        isNullable: codes.contains { $0 < 0 })
    case .numbers(let values):
      Column(
        name: name, type: .double, role: .target, holdsNumbers: true,
        isNullable: values.contains(where: \.isNaN))
    }
  }

  /// What was observed of the labels.
  var observation: ColumnObservation {
    switch self {
    case .classes(let levels, let codes):
      ColumnObservation(missing: codes.count { $0 < 0 }, distinct: levels.count)
    case .numbers(let values):
      ColumnObservation(
        missing: values.count(where: \.isNaN),
        distinct: Set(values.filter { !$0.isNaN }).count)
    }
  }

  /// The task.
  var task: Task {
    switch self {
    case .classes: .classification
    case .numbers: .regression
    }
  }

  /// The values of some images.
  func values(_ images: [Int]) -> ColumnValues {
    switch self {
    case .classes(_, let codes): .codes(images.map { codes[$0] })
    case .numbers(let values): .doubles(images.map { values[$0] })
    }
  }
}
