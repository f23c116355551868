import COpenBLAS
import Foundation
import Testing

@testable import FathomNumerics

// Kernels are not switched here: other tests multiply matrices meanwhile.
@Suite struct BLASRuntimeTests {
  @Test func `all processors with fused vectors get the same kernels`() {
    LinearAlgebra.prepare()
    let chosen = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"]
    if chosen == nil, fathom_has_fused_vectors() != 0 {
      #expect(BLASRuntime.coreName == BLASRuntime.kernels)
    }
    #expect(openblas_get_num_threads() == 1)
  }

  @Test func `products of whole numbers come out exactly with the kernels in use`() {
    LinearAlgebra.prepare()
    #expect(BLASRuntime.productsAreRight())
  }
}
