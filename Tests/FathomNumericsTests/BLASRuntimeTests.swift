import COpenBLAS
import Testing

@testable import FathomNumerics

// Kernels are not switched here: other tests multiply matrices meanwhile.
@Suite struct BLASRuntimeTests {
  @Test func `a processor with wide vectors does not get kernels of 2004`() {
    LinearAlgebra.prepare()
    if fathom_vector_width() > 0 { #expect(BLASRuntime.coreName != "Prescott") }
    #expect(openblas_get_num_threads() == 1)
  }

  @Test func `kernels are those of the widest vectors`() {
    #expect(BLASRuntime.kernels(vectorWidth: 8) == "SkylakeX")
    #expect(BLASRuntime.kernels(vectorWidth: 4) == "Haswell")
    #expect(BLASRuntime.kernels(vectorWidth: 0) == nil)
  }

  @Test func `products of whole numbers come out exactly with the kernels in use`() {
    LinearAlgebra.prepare()
    #expect(BLASRuntime.productsAreRight())
  }
}
