internal import COpenBLAS

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// How OpenBLAS runs in this process: on one thread, with the same kernels on all processors that have them.
///
/// Left alone it chooses by processor, and other kernels add in another order: what a network learns then depends
/// on the machine, down to the winner where it is close. With kernels of 512 bits a race of 6,000 × 784 takes 0.87
/// of the time and VIFs of 1,500 columns 0.85 (OpenBLAS 0.3.21, a Xeon with AVX-512): the same report everywhere is
/// worth more. `OPENBLAS_CORETYPE` chooses others.
enum BLASRuntime {
  /// OpenBLAS's name for the kernels of processors with AVX2 and FMA: Intel's since 2013, AMD's since 2015.
  static let kernels = "Haswell"

  /// Prepares OpenBLAS, once for the process.
  static let prepared: Void = {
    openblas_set_num_threads(1)
    stopIdleThreads()
    if fathom_has_fused_vectors() != 0, getenv("OPENBLAS_CORETYPE") == nil { chooseKernels() }
  }()

  /// The kernels in use, by OpenBLAS's name for a processor.
  static var coreName: String { openblas_get_corename().map { String(cString: $0) } ?? "" }

  /// Ends the threads that OpenBLAS starts when it is loaded: they wait for work by spinning.
  private static func stopIdleThreads() {
    function("blas_thread_shutdown_", as: (@convention(c) () -> Int32).self).map { _ = $0() }
  }

  /// Lets OpenBLAS choose again, as if the processor were the one that its kernels were written for.
  ///
  /// Its own choice comes back where a product with the new kernels is not what it must be.
  private static func chooseKernels() {
    let own = coreName
    if choose(kernels), !productsAreRight() { _ = choose(own) }
  }

  /// Switches to the kernels for a processor; false where the library cannot.
  private static func choose(_ name: String) -> Bool {
    typealias Function = @convention(c) () -> Void
    guard let quit = function("gotoblas_dynamic_quit", as: Function.self),
      let start = function("gotoblas_dynamic_init", as: Function.self)
    else { return false }
    let earlier = getenv("OPENBLAS_CORETYPE").map { String(cString: $0) }
    setenv("OPENBLAS_CORETYPE", name, 1)
    quit()
    start()
    if let earlier {
      setenv("OPENBLAS_CORETYPE", earlier, 1)
    } else {
      unsetenv("OPENBLAS_CORETYPE")
    }
    return coreName == name
  }

  /// Whether a product of matrices of whole numbers, which has no rounding, comes out exactly.
  static func productsAreRight() -> Bool {
    // Longer than the panels of every kernel, and no multiple of their width.
    let (m, n, k) = (67, 35, 401)
    let a = (0..<m * k).map { Double(($0 * 7 + $0 / m) % 17) - 8 }
    let b = (0..<k * n).map { Double(($0 * 5 + $0 / k) % 13) - 6 }
    var c = [Double](repeating: 0, count: m * n)
    cblas_dgemm(
      CblasColMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a, Int32(m), b,
      Int32(k), 0, &c, Int32(m))
    var expected = [Double](repeating: 0, count: m * n)
    for column in 0..<n {
      for inner in 0..<k {
        let factor = b[inner + column * k]
        for row in 0..<m { expected[row + column * m] += a[row + inner * m] * factor }
      }
    }
    return c == expected
  }

  /// A function of the library that its headers do not declare; nil where it is not there.
  private static func function<Function>(_ name: String, as type: Function.Type) -> Function? {
    dlsym(nil, name).map { unsafeBitCast($0, to: type) }
  }
}
