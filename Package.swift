// swift-tools-version: 6.1
import PackageDescription

var swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Where the runtime of libFuzzer is; set by `scripts/fuzz` alone, which builds the fuzz targets.
let fuzzerLibraries = Context.environment["DOSSIER_FUZZER_LIBRARIES"]
if fuzzerLibraries != nil { swiftSettings.append(.unsafeFlags(["-sanitize=fuzzer"])) }

let package = Package(
    name: "dossier",
    products: [
        .library(name: "Dossier", targets: ["Dossier"]),
        .executable(name: "dossier", targets: ["DossierCLI"]),
    ],
    dependencies: [
        // Parses the command line: verbs, options, help and exit codes by convention.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Reads rule files and request conventions, which are YAML.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Sockets, event loops, and the parser of HTTP, for `dossier serve`.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        // The container: catalogue, transactions and index of the one file.
        .systemLibrary(
            name: "CSQLite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]
        ),
        // The general-purpose stage behind the column encodings.
        .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        // Checksums of column chunks, and content fingerprints of inputs.
        .systemLibrary(
            name: "CXXHash",
            pkgConfig: "libxxhash",
            providers: [.apt(["libxxhash-dev"])]
        ),
        // Dumps arrive gzip- or zstd-compressed.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        // Of the C library what Swift's module of it leaves out: finding bytes in bytes, the heap.
        .systemLibrary(name: "CMemory"),

        // The page that `dossier serve` shows: its files, compiled in by #embed, which takes clang
        // no time; a Swift array literal of their size takes minutes.
        .target(name: "CPageAssets", exclude: ["page"]),

        .target(name: "DossierPrimitives", swiftSettings: swiftSettings),
        .target(
            name: "DossierColumns",
            dependencies: ["DossierPrimitives"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierRegularExpressions",
            dependencies: ["DossierPrimitives"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierBlocks",
            dependencies: ["DossierPrimitives", "DossierColumns", "CLZ4", "CXXHash"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierOTLP",
            dependencies: ["DossierPrimitives", "DossierColumns", "CZlib", "CZstd", "CXXHash"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierOTLPWriting",
            dependencies: ["DossierPrimitives", "DossierColumns"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierStore",
            dependencies: ["DossierPrimitives", "DossierColumns", "DossierBlocks", "CSQLite"],
            resources: [.embedInCode("v1.sql")],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierQuery",
            dependencies: [
                "DossierPrimitives", "DossierColumns", "DossierRegularExpressions",
                "DossierBlocks", "DossierStore", "CMemory",
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierPromQLSyntax",
            dependencies: ["DossierPrimitives", "DossierRegularExpressions"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierPromQL",
            dependencies: [
                "DossierPrimitives", "DossierColumns", "DossierRegularExpressions",
                "DossierPromQLSyntax",
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierTraceQLSyntax",
            dependencies: ["DossierPrimitives", "DossierRegularExpressions"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierTemplates",
            dependencies: [
                "DossierPrimitives", "DossierRegularExpressions", "DossierPromQLSyntax",
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierLogQLSyntax",
            dependencies: [
                "DossierPrimitives", "DossierRegularExpressions", "DossierPromQLSyntax",
                "DossierTemplates",
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierLogQL",
            dependencies: [
                "DossierPrimitives", "DossierRegularExpressions", "DossierPromQLSyntax",
                "DossierPromQL", "DossierTemplates", "DossierLogQLSyntax", "CMemory",
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierMetricView",
            dependencies: [
                "DossierPrimitives", "DossierColumns", "DossierQuery", "DossierPromQLSyntax",
                "DossierPromQL",
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierLogView",
            dependencies: [
                "DossierPrimitives", "DossierColumns", "DossierRegularExpressions", "DossierStore",
                "DossierQuery", "DossierPromQLSyntax", "DossierPromQL", "DossierLogQLSyntax",
                "DossierLogQL",
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierRules",
            dependencies: [
                "DossierPrimitives", "DossierRegularExpressions", "DossierPromQLSyntax",
                "DossierPromQL", "DossierTemplates",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierPromQLTesting",
            dependencies: [
                "DossierPrimitives", "DossierRegularExpressions", "DossierPromQLSyntax",
                "DossierPromQL", "DossierRules", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierTraceQL",
            dependencies: [
                "DossierPrimitives", "DossierColumns", "DossierRegularExpressions", "DossierQuery",
                "DossierTraceQLSyntax",
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierLuceneSyntax",
            dependencies: ["DossierPrimitives", "DossierRegularExpressions"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierLucene",
            dependencies: [
                "DossierColumns", "DossierRegularExpressions", "DossierQuery",
                "DossierLuceneSyntax",
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierSynthesis",
            dependencies: ["DossierPrimitives"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "Dossier",
            dependencies: [
                "DossierPrimitives", "DossierColumns", "DossierRegularExpressions",
                "DossierBlocks", "DossierOTLP", "DossierOTLPWriting", "DossierStore",
                "DossierQuery", "DossierPromQLSyntax", "DossierPromQL", "DossierMetricView",
                "DossierRules", "DossierTraceQLSyntax", "DossierTraceQL", "DossierLogQLSyntax",
                "DossierLogQL", "DossierLogView", "DossierLuceneSyntax", "DossierLucene",
                "DossierSynthesis",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierServer",
            dependencies: [
                "DossierPrimitives", "Dossier", "CZlib", "CZstd", "CPageAssets",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            resources: [.embedInCode("openapi.json")],
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "DossierCLI",
            dependencies: [
                "DossierPrimitives", "DossierColumns", "Dossier", "DossierPromQLSyntax",
                "DossierPromQL", "DossierRules", "DossierPromQLTesting", "DossierServer",
                "CMemory",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swiftSettings
        ),

        .target(
            name: "TestSupport",
            dependencies: ["DossierPrimitives"],
            path: "Tests/TestSupport",
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "PrimitivesTests",
            dependencies: ["DossierPrimitives", "TestSupport"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "ColumnsTests",
            dependencies: ["DossierColumns", "TestSupport"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "RegularExpressionsTests",
            dependencies: ["DossierRegularExpressions", "TestSupport"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "BlocksTests",
            dependencies: [
                "DossierPrimitives", "DossierBlocks", "DossierColumns", "TestSupport",
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "OTLPTests",
            dependencies: [
                "DossierPrimitives", "DossierOTLP", "DossierOTLPWriting", "DossierColumns",
                "TestSupport", "CZlib", "CZstd", "CXXHash",
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "StoreTests",
            dependencies: ["DossierStore", "DossierBlocks", "DossierColumns", "TestSupport"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "PromQLSyntaxTests",
            dependencies: ["DossierPromQLSyntax", "DossierRegularExpressions", "TestSupport"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "PromQLTests",
            dependencies: [
                "DossierPrimitives", "DossierPromQL", "DossierPromQLSyntax",
                "DossierPromQLTesting", "TestSupport",
            ],
            exclude: ["Fixtures"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "TraceQLTests",
            dependencies: [
                "DossierPrimitives", "DossierTraceQL", "DossierTraceQLSyntax", "DossierQuery",
                "DossierRegularExpressions", "DossierColumns", "DossierStore", "Dossier",
                "TestSupport",
            ],
            exclude: ["Fixtures"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "TraceQLSyntaxTests",
            dependencies: ["DossierTraceQLSyntax", "DossierPrimitives", "TestSupport"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "LogQLSyntaxTests",
            dependencies: [
                "DossierLogQLSyntax", "DossierPromQLSyntax", "DossierPrimitives", "TestSupport",
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "LogQLTests",
            dependencies: [
                "DossierLogQL", "DossierLogQLSyntax", "DossierPromQL", "TestSupport",
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "LogViewTests",
            dependencies: [
                "DossierPrimitives", "DossierRegularExpressions", "DossierStore",
                "DossierPromQLSyntax", "DossierPromQL", "DossierLogQLSyntax", "DossierLogQL",
                "DossierLogView", "Dossier", "TestSupport",
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "LuceneTests",
            dependencies: ["DossierPrimitives", "DossierLuceneSyntax", "Dossier", "TestSupport"],
            exclude: ["Fixtures"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "MetricViewTests",
            dependencies: ["DossierMetricView", "DossierColumns"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "RulesTests",
            dependencies: [
                "DossierRules", "DossierTemplates", "DossierPromQL", "DossierPromQLSyntax",
                "TestSupport",
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "PromQLTestingTests",
            dependencies: [
                "DossierPromQLTesting", "DossierRules", "DossierPromQL", "DossierPromQLSyntax",
                "TestSupport",
            ],
            exclude: ["Fixtures"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "DossierTests",
            dependencies: [
                "DossierPrimitives", "DossierCLI", "Dossier", "DossierColumns", "DossierOTLP",
                "DossierOTLPWriting", "DossierStore", "DossierQuery", "DossierPromQL",
                "DossierMetricView", "TestSupport",
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "ServerTests",
            dependencies: ["DossierPrimitives", "Dossier", "DossierServer", "TestSupport"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "DocumentationExamples",
            dependencies: ["Dossier", "TestSupport"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "RenderingTests",
            dependencies: [
                "DossierPrimitives", "DossierCLI", "Dossier", "DossierColumns", "TestSupport",
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "QueryTests",
            dependencies: [
                "DossierQuery", "DossierRegularExpressions", "DossierColumns", "DossierStore",
                "Dossier", "TestSupport",
            ],
            swiftSettings: swiftSettings
        ),
        // Runs the command as it was built.
        .testTarget(
            name: "CLITests",
            dependencies: ["TestSupport"],
            exclude: ["Fixtures", "Golden"],
            swiftSettings: swiftSettings
        ),
        // Reads the sources and documents.
        .testTarget(
            name: "TidyTests",
            dependencies: ["TestSupport"],
            swiftSettings: swiftSettings
        ),
    ]
)

// Benchmarks are for those who work on Dossier: users of the library resolve nothing for them.
if Context.environment["DOSSIER_BENCHMARKS"] != nil {
    package.dependencies.append(
        // Runs benchmarks, and compares them with earlier runs.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: [])
    )
    package.targets += [
        .executableTarget(
            name: "DossierBenchmarks",
            dependencies: ["Dossier", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/DossierBenchmarks",
            swiftSettings: swiftSettings,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
        .executableTarget(
            name: "DossierMicroBenchmarks",
            dependencies: [
                "DossierPrimitives", "DossierBlocks", "DossierColumns", "DossierOTLP",
                "DossierStore", .product(name: "Benchmark", package: "benchmark"), "Dossier",
            ],
            path: "Benchmarks/DossierMicroBenchmarks",
            swiftSettings: swiftSettings,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
        // Times the questions of `Benchmarks/compare` in process.
        .executableTarget(
            name: "ReadTimings",
            dependencies: ["DossierPrimitives", "Dossier"],
            path: "Benchmarks/ReadTimings",
            swiftSettings: swiftSettings
        ),
        // Times the searches of `Benchmarks/compare` in process.
        .executableTarget(
            name: "SearchTimings",
            dependencies: ["DossierPrimitives", "Dossier"],
            path: "Benchmarks/SearchTimings",
            swiftSettings: swiftSettings
        ),
        // Times the searches of log records of `Benchmarks/compare` in process.
        .executableTarget(
            name: "LogTimings",
            dependencies: ["DossierPrimitives", "Dossier"],
            path: "Benchmarks/LogTimings",
            swiftSettings: swiftSettings
        ),
        // Times answers over loopback beside the same in process.
        .executableTarget(
            name: "ServerTimings",
            dependencies: ["DossierPrimitives", "Dossier", "DossierServer"],
            path: "Benchmarks/ServerTimings",
            swiftSettings: swiftSettings
        ),
        // Times the queries of `Benchmarks/promql` in process.
        .executableTarget(
            name: "PromQLTimings",
            dependencies: ["Dossier"],
            path: "Benchmarks/PromQLTimings",
            swiftSettings: swiftSettings
        ),
    ]
}

// Documentation is built by `make docs`.
if Context.environment["DOSSIER_DOCUMENTATION"] != nil {
    package.dependencies.append(
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0")
    )
}

if let fuzzerLibraries {
    package.targets.append(
        .executableTarget(
            name: "FuzzTargets",
            dependencies: [
                "DossierBlocks", "DossierColumns", "DossierRegularExpressions", "DossierOTLP",
                "DossierStore", "DossierPromQLSyntax", "DossierPromQL", "DossierRules",
                "DossierPromQLTesting", "DossierTraceQLSyntax", "DossierTraceQL",
                "DossierLogQLSyntax", "DossierLogQL", "DossierLuceneSyntax", "DossierServer",
            ],
            path: "Fuzzing/Targets",
            swiftSettings: swiftSettings,
            linkerSettings: [
                .unsafeFlags(["-L\(fuzzerLibraries)"]),
                .linkedLibrary("clang_rt.fuzzer_no_main-x86_64"), .linkedLibrary("stdc++"),
            ]
        )
    )
}
