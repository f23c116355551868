internal import FathomAnalyses
internal import FathomReports

extension Report {
  /// The findings that something is wrong which were looked for, whether they were made or not.
  var troublesLookedFor: [FindingInfo] {
    let measured = analyses.map(\.outcome).filter { $0.status == .measured }
    let notAsked = Set(measured.flatMap(\.notAsked))
    return catalog.entries.filter { entry in measured.contains { $0.info.id == entry.info.id } }
      .flatMap(\.findings).filter { $0.isTrouble && !notAsked.contains($0.id) }
  }
}
