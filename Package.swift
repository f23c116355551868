// swift-tools-version:6.1
import PackageDescription

// MARK: - Settings that every target shares

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// `make test` trains networks and reads millions of rows: it has the library optimised, a module at a time, with all
// assertions of a debug build. Nobody else sees this setting.
let optimised: [SwiftSetting] =
  Context.environment["FATHOM_OPTIMISED"] == nil
  ? [] : [.unsafeFlags(["-O", "-wmo", "-num-threads", "2", "-assert-config", "Debug"])]

// MARK: - Package

let package = Package(
  name: "fathom",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "fathom", targets: ["fathom"]),
    .library(
      name: "Fathom",
      targets: [
        "FathomData", "FathomSummaries", "FathomAnalyses", "FathomReports", "FathomGate",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // System libraries: a module map and a thin shim each, no logic.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CLAPACKE", pkgConfig: "lapacke",
      providers: [.apt(["liblapacke-dev"]), .brew(["lapack"])]),
    .systemLibrary(
      name: "CXGBoost", pkgConfig: "xgboost",
      providers: [.apt(["libxgboost-dev"]), .brew(["xgboost"])]),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .systemLibrary(
      name: "CSPNG", pkgConfig: "spng",
      providers: [.apt(["libspng-dev"]), .brew(["libspng"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "CWebP", pkgConfig: "libwebpdemux",
      providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
    .systemLibrary(
      name: "CTIFF", pkgConfig: "libtiff-4",
      providers: [.apt(["libtiff-dev"]), .brew(["libtiff"])]),
    // giflib has no pkg-config file.
    .systemLibrary(
      name: "CGIF", providers: [.apt(["libgif-dev"]), .brew(["giflib"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    // Debian's libbz2 has no pkg-config file.
    .systemLibrary(
      name: "CBZip2", providers: [.apt(["libbz2-dev"]), .brew(["bzip2"])]),
    .systemLibrary(
      name: "CLZMA", pkgConfig: "liblzma",
      providers: [.apt(["liblzma-dev"]), .brew(["xz"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .systemLibrary(
      name: "CUchardet", pkgConfig: "uchardet",
      providers: [.apt(["libuchardet-dev"]), .brew(["uchardet"])]),

    // Loops over whole blocks, with a portable twin each or a reason why not.
    .target(name: "CKernels", exclude: ["Tables/make_powers.py"]),

    // JPEG in C, because libjpeg reports errors by jumping, which Swift does not allow.
    .target(name: "CJPEGDecoder", dependencies: ["CJPEG"]),

    // The library, from the bottom up.
    .target(
      name: "FathomNumerics", dependencies: ["CKernels", "COpenBLAS", "CLAPACKE"],
      swiftSettings: strict + optimised),
    .target(
      name: "FathomLearners",
      dependencies: ["FathomNumerics", "CKernels", "COpenBLAS", "CXGBoost"],
      swiftSettings: strict + optimised),
    .target(
      name: "FathomData",
      dependencies: [
        "CKernels", "CArchive", "CDeflate", "CSPNG", "CJPEGDecoder", "CWebP", "CTIFF", "CGIF",
        "CCrypto",
        "CZlib", "CBZip2",
        "CLZMA", "CZstd", "CUchardet",
      ],
      swiftSettings: strict + optimised),
    .target(
      name: "FathomSummaries", dependencies: ["FathomNumerics", "FathomData", "CZlib"],
      swiftSettings: strict + optimised),
    .target(
      name: "FathomAnalyses",
      dependencies: ["FathomNumerics", "FathomLearners", "FathomData", "FathomSummaries"],
      swiftSettings: strict + optimised),
    .target(
      name: "FathomReports",
      dependencies: [
        "FathomAnalyses", "FathomSummaries", "FathomData",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      exclude: ["report.schema.json", "plan.schema.json", "fathom.schema.json"],
      swiftSettings: strict + optimised),

    .target(
      name: "FathomGate",
      dependencies: [
        "FathomReports", "FathomAnalyses", "FathomSummaries", "FathomData", "FathomNumerics",
      ],
      swiftSettings: strict + optimised),

    // The command.
    .executableTarget(
      name: "fathom",
      dependencies: [
        "FathomData", "FathomSummaries", "FathomAnalyses", "FathomReports", "FathomGate",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict + optimised),

    // Tools for tests and benchmarks: built with the package, never installed.
    .executableTarget(
      name: "fathom-cells", dependencies: ["FathomData"], path: "Tests/Tools/fathom-cells",
      swiftSettings: strict),

    .executableTarget(
      name: "fathom-train", dependencies: ["FathomLearners", "FathomNumerics"],
      path: "Tests/Tools/fathom-train", swiftSettings: strict),

    .executableTarget(
      name: "fathom-health-suite", dependencies: ["HealthSuite"],
      path: "Tests/Tools/fathom-health-suite", swiftSettings: strict),

    .target(
      name: "HealthSuite", dependencies: ["FathomNumerics"], path: "Tests/Support/HealthSuite",
      swiftSettings: strict),

    .target(
      name: "NumericsTesting", dependencies: ["FathomNumerics"],
      path: "Tests/Support/NumericsTesting",
      swiftSettings: strict),
    .target(
      name: "ReportTesting",
      dependencies: ["FathomReports", "FathomAnalyses", "FathomSummaries", "FathomData"],
      path: "Tests/Support/ReportTesting", swiftSettings: strict),

    // Tests.
    .testTarget(
      name: "ArchitectureTests", dependencies: ["FathomAnalyses"], swiftSettings: strict),
    .testTarget(
      name: "FathomNumericsTests",
      dependencies: ["NumericsTesting", "FathomNumerics", "CKernels"],
      swiftSettings: strict),
    .testTarget(
      name: "FathomLearnersTests",
      dependencies: ["NumericsTesting", "FathomLearners", "FathomNumerics", "CKernels"],
      swiftSettings: strict),
    .testTarget(
      name: "FathomDataTests",
      dependencies: ["FathomData", "CKernels", "CJPEGDecoder", "CDeflate"], swiftSettings: strict),
    .target(
      name: "SummaryTesting", dependencies: ["FathomData", "FathomNumerics", "FathomSummaries"],
      path: "Tests/Support/SummaryTesting", swiftSettings: strict),
    .testTarget(
      name: "FathomSummariesTests",
      dependencies: ["FathomSummaries", "FathomData", "FathomNumerics", "SummaryTesting"],
      swiftSettings: strict),
    .testTarget(
      name: "FathomAnalysesTests",
      dependencies: [
        "FathomAnalyses", "FathomSummaries", "FathomLearners", "FathomData", "FathomNumerics",
        "SummaryTesting", "HealthSuite",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FathomReportsTests",
      dependencies: [
        "ReportTesting", "FathomReports", "FathomAnalyses", "FathomSummaries", "FathomData",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FathomGateTests",
      dependencies: [
        "ReportTesting", "FathomGate", "FathomReports", "FathomAnalyses", "FathomSummaries",
        "FathomData", "FathomNumerics",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "fathom", "FathomReports", "FathomGate", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict),
  ]
)
