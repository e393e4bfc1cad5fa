internal import CPageAssets

/// A file of the page, which is compiled in.
struct PageAsset: Sendable {
    /// Its media type.
    let type: String
    let bytes: [UInt8]
    /// The entity tag, which tells its content.
    let tag: String

    private init(_ asset: page_asset) {
        type = String(cString: asset.type)
        bytes = Array(UnsafeBufferPointer(start: asset.bytes, count: asset.length))
        tag = "\"\(String(Self.hash(bytes), radix: 16))\""
    }

    /// By their paths below the folder of the page, such as `js/main.js`.
    static let all: [String: PageAsset] = {
        let assets = (0..<page_asset_count()).map { page_asset_at($0) }
        return Dictionary(
            uniqueKeysWithValues: assets.map { (String(cString: $0.path), PageAsset($0)) }
        )
    }()

    /// FNV-1a: it tells versions of a file apart, and guards against nothing.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

extension HTTPResponse {
    /// The file, or that it has not changed since the client asked.
    init(_ asset: PageAsset, to request: HTTPRequest) {
        let isKnown = request.headers["if-none-match"]?.contains(asset.tag) ?? false
        self.init(
            isKnown ? 304 : 200,
            headers: HTTPFields([
                ("Content-Type", asset.type), ("Cache-Control", "no-cache"), ("ETag", asset.tag),
            ]),
            body: .bytes(isKnown ? [] : asset.bytes)
        )
    }
}
