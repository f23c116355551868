import FathomData
import FathomLearners
import FathomNumerics
import Testing

@testable import FathomAnalyses

/// What only shows what another one gains is never ranked, however good it is.
@Suite struct ControlTests: RaceTesting {
  /// A control that knows the truth, by the name of the convolution on shuffled positions.
  private struct Oracle: Contender {
    let info = ConvolutionContender(positions: .shuffled).info
    func seconds(_ size: FoldSize) -> Double { 0 }
    func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
      var predictions = Matrix(rows: fold.test.count, columns: fold.rows.outputs)
      for (place, row) in fold.test.enumerated() {
        predictions[place, Int(fold.rows.target[row])] = 1
      }
      return predictions
    }
  }

  @Test func `a control with the best score is not ranked, and is shown apart`() throws {
    let evidence = try race(
      try Fixture.summary("wine.csv"), [LinearContender(), Oracle(), NeighbourContender()])
    #expect(evidence.contenders.count == 3)
    #expect(evidence.contenders.last?.id == "convolutionShuffled")
    let control = try score("convolutionShuffled", evidence)
    #expect(control.score == 1 && control.behind < 0)
    let best = try #require(evidence.best)
    #expect(best.id != control.id && best.behind == 0)
    #expect(evidence.confusion?.contender == best.id)
    // It answers in the first round alone; its distance is measured from the best of those that are ranked.
    #expect(control.parts == 3 && best.parts == 12)
    let findings = Race().judge(evidence)
    #expect(findings.allSatisfy { !$0.message.contains("shuffled") })
    #expect(Race().highlights(evidence).headline?.contains("shuffled") == false)
    guard case .intervals(let intervals) = Race().exhibits(evidence)[0],
      case .table(let table) = Race().exhibits(evidence)[1]
    else {
      Issue.record("no intervals and table")
      return
    }
    #expect(intervals.title == "\(best.name.capitalizedFirst) comes first")
    #expect(intervals.entries.last?.label == control.name)
    #expect(intervals.howToRead.contains("The last one is there for comparison."))
    #expect(table.rows.last?[1] == .text("for comparison"))
    #expect(table.footnote?.contains("is not ranked") == true)
  }

  @Test func `where only a control ran nothing is said to predict best`() throws {
    let evidence = try race(try Fixture.summary("wine.csv"), [Oracle()])
    #expect(evidence.best == nil && !evidence.beatsGuessing)
    #expect(Race().judge(evidence).first?.grade == .indeterminate)
    #expect(Race().highlights(evidence).headline == nil)
  }

  @Test func `the controls of the race are the convolutions that the verdict does not offer`() {
    #expect(ContenderScore.controls == ["convolutionShuffled", "convolutionFound"])
    let all = Race.contenders.map(\.info).filter(\.isControl).map(\.id)
    #expect(ContenderScore.controls == Set(all))
    #expect(Trial.contenders.allSatisfy { !$0.info.isControl })
  }
}
