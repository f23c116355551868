/// Which levels of the folders of images name splits, groups and classes.
///
/// From the top, level by level: one folder for all, parts of a cross-validation and bags such as `images` are
/// passed through; `train` and `test`, however they are spelled, are splits; folders of patients, sessions
/// and dates are groups; the first level of other names has the classes. Where a letter and a number, or a
/// long number, name folders that all hold the same few names, these have the classes.
struct FolderLevels: Sendable {
  /// The level of the splits; nil where there are none.
  private(set) var splits: Int?
  /// The level of the groups.
  private(set) var groups: Int?
  /// The level of the classes.
  private(set) var classes: Int?
  /// The levels whose folders say nothing, from the top.
  private(set) var passed: [Int] = []
  /// Whether there are parts of a cross-validation among them.
  private(set) var hasFolds = false

  /// The folders of an image by level, with how many images lie in them.
  struct Place: Sendable {
    let folders: [String]
    let images: Int
  }

  /// Decides by the names of all folders.
  init(_ places: [Place]) {
    let all = places.reduce(0) { $0 + $1.images }
    var level = 0
    while classes == nil {
      let deep = places.filter { $0.folders.count > level }
      // What lies above most images is no level.
      guard 2 * deep.reduce(0, { $0 + $1.images }) > all || level == 0, !deep.isEmpty else {
        return
      }
      let names = Set(deep.map { $0.folders[level] })
      let kinds = Dictionary(uniqueKeysWithValues: names.map { ($0, FolderName($0)) })
      let deeper = deep.filter { $0.folders.count > level + 1 }
      let isInside = 2 * deeper.reduce(0) { $0 + $1.images } > all
      let found = FolderLevels.splits(kinds.values.map(\.kind))
      if found.count > 1, splits == nil {
        splits = level
      } else if found.count >= 1 || FolderLevels.saysNothing(kinds.values.map(\.kind)) {
        passed.append(level)
        hasFolds = hasFolds || kinds.values.contains { $0.kind == .fold }
      } else if FolderLevels.areGroups(kinds, deeper, level) {
        // Of patients and their sessions, the patients.
        if groups == nil { groups = level } else { passed.append(level) }
      } else if names.count == 1, isInside || kinds.values.contains(where: \.hasGenericWord) {
        passed.append(level)
      } else {
        takeClasses(level, deep)
      }
      level += 1
    }
  }

  /// The classes are at a level, unless splits below it hold an inspection set each.
  private mutating func takeClasses(_ level: Int, _ deep: [Place]) {
    classes = level
    let below = deep.filter { $0.folders.count > level + 1 }
    let kinds = Set(below.map { $0.folders[level + 1] }).map { FolderName($0).kind }
    guard splits == nil, below.count == deep.count, FolderLevels.splits(kinds).count > 1 else {
      return
    }
    splits = level + 1
    let inside = Set(below.filter { $0.folders.count > level + 2 }.map { $0.folders[level + 2] })
    if !inside.isDisjoint(with: FolderLevels.soundNames), inside.count > 1 { classes = level + 2 }
  }

  /// What the pieces without a defect are called in sets for inspection.
  static let soundNames: Set<String> = ["good", "ok", "normal", "nondefective", "defect_free"]

  /// The splits that names mean; none where one of them means something else.
  private static func splits(_ kinds: [FolderName.Kind]) -> Set<ImageSplit> {
    var found = Set<ImageSplit>()
    for kind in kinds {
      if case .split(let split) = kind {
        found.insert(split)
      } else if kind != .container {
        return []
      }
    }
    return found
  }

  private static func saysNothing(_ kinds: [FolderName.Kind]) -> Bool {
    kinds.allSatisfy { $0 == .container } || kinds.allSatisfy { $0 == .fold }
  }

  /// Whether folders stand for what pictures come from.
  private static func areGroups(
    _ kinds: [String: FolderName], _ deeper: [Place], _ level: Int
  ) -> Bool {
    let names = kinds.values
    if names.allSatisfy({ $0.kind == .group }) { return true }
    if names.count > 2, Set(names.map { $0.words.first }).count == 1,
      names.allSatisfy(\.beginsAsGroup)
    {
      return true
    }
    guard names.count > 2, names.allSatisfy({ $0.kind == .number || $0.kind == .group }) else {
      return false
    }
    // Few names that are in most of the folders.
    var folders = [String: Set<String>]()
    for place in deeper {
      folders[place.folders[level + 1], default: []].insert(place.folders[level])
    }
    let within = folders.keys.map { FolderName($0).kind }
    guard folders.count > 1, folders.count < names.count, !saysNothing(within),
      splits(within).isEmpty
    else { return false }
    return folders.values.reduce(0) { $0 + $1.count } * 2 >= folders.count * names.count
  }
}
