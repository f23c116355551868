import FathomData
import Testing

@Suite struct NearestNameTests {
  private let names = ["alcohol", "malic_acid", "ash", "target", "color_intensity"]

  @Test(arguments: [
    ("alchol", "alcohol"), ("alcohool", "alcohol"), ("alcohlo", "alcohol"), ("Alcohol", "alcohol"),
    ("TARGET", "target"), ("taget", "target"), ("trage", "target"), ("malicacid", "malic_acid"),
    ("colour_intensity", "color_intensity"), ("asg", "ash"),
  ])
  func `a slip of the pen is understood`(_ written: String, _ meant: String) {
    #expect(NearestName.find(written, among: names) == meant)
  }

  @Test(arguments: ["price", "zzzzzzzz", "alc", "xyz", ""])
  func `what is far from every name has no nearest`(_ written: String) {
    #expect(NearestName.find(written, among: names) == nil)
  }

  @Test func `without candidates there is no nearest`() {
    #expect(NearestName.find("a", among: []) == nil)
  }

  @Test func `of two equally near names the first is taken`() {
    #expect(NearestName.find("ax", among: ["ab", "ac"]) == "ab")
    #expect(NearestName.find("p12", among: ["p1", "p2", "p12"]) == "p12")
  }

  @Test func `swapped neighbours are one slip, not two`() {
    #expect(NearestName.find("ahs", among: ["ash"]) == "ash")
  }

  @Test func `very long names are compared in bounded time`() {
    let long = String(repeating: "a", count: 100_000)
    #expect(NearestName.find(long + "b", among: [long]) == long)
  }
}
