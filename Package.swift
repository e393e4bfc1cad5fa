// swift-tools-version: 6.1
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "dossier",
    products: [
        .library(name: "Dossier", targets: ["Dossier"]),
        .executable(name: "dossier", targets: ["DossierCLI"]),
    ],
    dependencies: [
        // Parses the command line: verbs, options, help and exit codes by convention.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Reads rule files, which are YAML.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
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

        .target(name: "DossierColumns", swiftSettings: swiftSettings),
        .target(
            name: "DossierBlocks",
            dependencies: ["DossierColumns", "CLZ4", "CXXHash"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierOTLP",
            dependencies: ["DossierColumns", "CZlib", "CZstd", "CXXHash"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierStore",
            dependencies: ["DossierColumns", "DossierBlocks", "CSQLite"],
            resources: [.embedInCode("schema")],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierQuery",
            dependencies: ["DossierColumns", "DossierStore"],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "DossierPromQL",
            dependencies: [
                "DossierColumns", "DossierQuery", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "Dossier",
            dependencies: [
                "DossierColumns", "DossierBlocks", "DossierOTLP", "DossierStore", "DossierQuery",
            ],
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "DossierCLI",
            dependencies: [
                "Dossier", "DossierPromQL",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swiftSettings
        ),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
        .testTarget(
            name: "ColumnsTests",
            dependencies: ["DossierColumns", "TestSupport"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "BlocksTests",
            dependencies: ["DossierBlocks", "DossierColumns", "TestSupport"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "OTLPTests",
            dependencies: [
                "DossierOTLP", "DossierColumns", "TestSupport", "CZlib", "CZstd", "CXXHash",
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "StoreTests",
            dependencies: ["DossierStore", "DossierBlocks", "DossierColumns", "TestSupport"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "PromQLTests",
            dependencies: ["DossierPromQL", "TestSupport"],
            exclude: ["Rules/Fixtures"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "DossierTests",
            dependencies: ["Dossier", "DossierColumns", "DossierOTLP", "TestSupport"],
            swiftSettings: swiftSettings
        ),
    ]
)
