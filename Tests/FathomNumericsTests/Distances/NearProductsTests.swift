import CKernels
import Testing

@testable import FathomNumerics

@Suite struct NearProductsTests {
  @Test(arguments: [0, 1, 15, 16, 17, 64, 333])
  func `the kernel and its portable twin find what the definition says`(count: Int) {
    var stream = RandomStream(seed: 2, domain: "near", index: UInt64(count))
    let products = (0..<count).map { _ in Float(stream.uniform()) - 0.5 }
    let norms = (0..<count).map { _ in Float(stream.uniform()) }
    for limit: Float in [-.infinity, 0.4, 0.9, .infinity] {
      let expected = (0..<count).filter {
        (norms[$0] + 0.5) * 0.999 - 2 * products[$0] <= limit
      }
      for kernel in [fathom_near_products, fathom_near_products_scalar] {
        var places = [UInt32](repeating: 0, count: count)
        let found = kernel(products, norms, count, 0.5, 0.999, limit, &places)
        #expect(places.prefix(found).map(Int.init) == expected)
      }
    }
  }
}
