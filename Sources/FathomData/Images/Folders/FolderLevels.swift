/// Which levels of the folders of images name splits, groups and classes.
///
/// From the top, level by level: one folder for all, parts of a cross-validation and bags such as `images` are
/// passed through; `train` and `test`, however they are spelled, are splits; folders of patients, sessions, sites
/// and dates are groups; the first level of other names has the classes. Where folders hold the same few
/// names, as those of sites and cameras do, these have the classes.
struct FolderLevels: Sendable {
  /// The level of the splits; nil where there are none.
  private(set) var splits: Int?
  /// The level of the groups.
  private(set) var groups: Int?
  /// The level of the classes.
  private(set) var classes: Int?
  /// The levels whose folders say nothing, from the top.
  private(set) var passed: [Int] = []
  /// Which split the folders of the level of splits are.
  private(set) var splitOfName: [String: ImageSplit] = [:]
  /// Whether the groups are such because the same names recur within them.
  private(set) var areGroupsByRecurrence = false
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
      let spelled = FolderLevels.splits(spelledIn: kinds)
      if found.count > 1 || !spelled.isEmpty, splits == nil {
        takeSplits(level, kinds, spelled)
      } else if found.count >= 1 || FolderLevels.saysNothing(kinds.values.map(\.kind)) {
        passed.append(level)
        hasFolds = hasFolds || kinds.values.contains { $0.kind == .fold }
      } else if FolderLevels.areGroups(kinds, deeper, level) {
        // Of patients and their sessions, the patients.
        if groups == nil { groups = level } else { passed.append(level) }
      } else if names.count == 1, isInside || kinds.values.contains(where: \.hasGenericWord) {
        passed.append(level)
      } else if !kinds.values.allSatisfy(\.countsClasses),
        let below = FolderLevels.repeatedLevel(below: level, deeper, all)
      {
        takeGroups(level..<below, deeper)
        classes = below
      } else {
        takeClasses(level, deep)
      }
      level += 1
    }
  }

  private mutating func takeSplits(
    _ level: Int, _ kinds: [String: FolderName], _ spelled: [String: ImageSplit]
  ) {
    splits = level
    splitOfName = spelled
    for (name, folder) in kinds {
      if case .split(let split) = folder.kind { splitOfName[name] = split }
    }
  }

  /// The levels above classes that recur in each of their folders: splits, and else groups.
  private mutating func takeGroups(_ levels: Range<Int>, _ places: [Place]) {
    for level in levels {
      let names = Set(places.filter { $0.folders.count > level }.map { $0.folders[level] })
      let kinds = Dictionary(uniqueKeysWithValues: names.map { ($0, FolderName($0)) })
      if splits == nil, FolderLevels.splits(kinds.values.map(\.kind)).count > 1 {
        takeSplits(level, kinds, [:])
      } else if groups == nil {
        groups = level
        areGroupsByRecurrence = true
      } else {
        passed.append(level)
      }
    }
  }

  /// This part of the images lies in folders whose names recur, where these are the classes.
  private static let recurring = 0.8

  /// The level of names that recur in most folders of the levels from a given one on: `north/{deer,fox}` and
  /// `south/{deer,fox}`; nil for none.
  private static func repeatedLevel(below level: Int, _ places: [Place], _ all: Int) -> Int? {
    var found = [(level: Int, areLetters: Bool)]()
    var below = level + 1
    while true {
      let deep = places.filter { $0.folders.count > below }
      let images = deep.reduce(0) { $0 + $1.images }
      guard 2 * images > all else { break }
      defer { below += 1 }
      var parents = [String: Set<[String]>]()
      for place in deep {
        // A split is no other place.
        let above = place.folders[level..<below].filter { !FolderName($0).isSplit }
        parents[place.folders[below], default: []].insert(above)
      }
      let count = Set(parents.values.joined()).count
      let kinds = parents.keys.map { FolderName($0) }
      guard count > 1, parents.count > 1, kinds.allSatisfy(\.mayBeClassWithin) else { continue }
      let recurring = deep.reduce(0) { sum, place in
        (parents[place.folders[below]]?.count ?? 0) > 1 ? sum + place.images : sum
      }
      let pairs = parents.values.reduce(0) { $0 + $1.count }
      guard Double(recurring) >= FolderLevels.recurring * Double(images),
        2 * pairs >= parents.count * count
      else { continue }
      found.append((below, parents.keys.allSatisfy { $0.count == 1 }))
    }
    // Letters may be cameras.
    return (found.first { !$0.areLetters } ?? found.last)?.level
  }

  /// The splits of names that have all but the word of a split in common, such as `ILSVRC2012_img_train` and
  /// `ILSVRC2012_img_val`; none where that is not so.
  private static func splits(spelledIn kinds: [String: FolderName]) -> [String: ImageSplit] {
    let parts = kinds.compactMapValues(\.splitWithin)
    guard kinds.count > 1, parts.count == kinds.count,
      Set(parts.values.map(\.rest)).count == 1,
      Set(parts.values.map(\.split)).count == kinds.count
    else { return [:] }
    return parts.mapValues(\.split)
  }

  /// The classes are at a level, unless splits below it hold an inspection set each.
  private mutating func takeClasses(_ level: Int, _ deep: [Place]) {
    classes = level
    let below = deep.filter { $0.folders.count > level + 1 }
    let names = Set(below.map { $0.folders[level + 1] })
    let kinds = Dictionary(uniqueKeysWithValues: names.map { ($0, FolderName($0)) })
    guard splits == nil, below.count == deep.count,
      FolderLevels.splits(kinds.values.map(\.kind)).count > 1
    else { return }
    takeSplits(level + 1, kinds, [:])
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
