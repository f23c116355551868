import CKernels
import Testing

@Suite struct GreyKernelTests {
  @Test func `greys are rounded half up and counted`() {
    let values = [-1, -0.2, 0, 0.49, 0.5, 1.5, 254.49, 254.5, 255, 300, .nan, .infinity, 17, 17]
    var rounded = [UInt8](repeating: 9, count: values.count)
    fathom_round_greys(values, values.count, &rounded)
    #expect(rounded == [0, 0, 0, 0, 1, 2, 254, 255, 255, 255, 0, 255, 17, 17])
    var counts = [UInt32](repeating: 9, count: 256)
    fathom_count_greys(rounded, rounded.count, &counts)
    for value in counts.indices {
      #expect(Int(counts[value]) == rounded.count { Int($0) == value })
    }
  }

  @Test func `colours are measured cell by cell and channel by channel`() {
    let red = [10.0, 20, 30, 40, 250], green = [10.0, 25, 30, 41, 0], blue = [10.0, 15, 30, 45, 5]
    var found = fathom_colours()
    fathom_measure_colours(red, green, blue, 5, &found)
    #expect(found.chroma == 0 + 10 + 0 + 5 + 250)
    #expect(found.largest_chroma == 250)
    #expect(found.contrast == 240)
    fathom_measure_colours(red, green, blue, 1, &found)
    #expect(found.chroma == 0 && found.contrast == 0)
  }

  @Test func `the first place of a byte`() {
    let bytes: [UInt8] = [1, 2, 3, 2]
    #expect(fathom_first(bytes, 4, 2) == 1)
    #expect(fathom_first(bytes, 4, 9) == 4)
    #expect(fathom_first(bytes, 0, 1) == 0)
  }
}
