/// Finds the ids of traces in an object or an array, however deep it is nested.
struct CompositeMentions {
    private var found = MentionedIDs()
    private let bytes: ArraySlice<UInt8>

    var ids: [TraceID] { found.ids }

    /// Reads a value in the composite encoding; nothing is found behind damage.
    init(_ bytes: ArraySlice<UInt8>, _ source: MentionSource) {
        self.bytes = bytes
        var reader = CompositeReader(bytes)
        // The lists that are open: how many values they have left, and how these are read.
        var open: [(left: Int, hasKeys: Bool, source: MentionSource)] = []
        var current = source
        while let token = reader.next() {
            switch token {
            case .array(let count): open.append((count, false, current))
            case .list(let count):
                open.append((count, true, current == .id ? .attributes : current))
            default: add(token, current)
            }
            while let last = open.last, last.left == 0 { open.removeLast() }
            guard let last = open.last else { return }
            open[open.count - 1].left -= 1
            current = last.source
            guard last.hasKeys else { continue }
            guard let key = reader.key() else { return }
            if MentionKey(bytes[key]) == .trace { current = .id }
        }
    }

    private mutating func add(_ token: CompositeToken, _ source: MentionSource) {
        switch token {
        case .string(let range):
            bytes[range].withUnsafeBytes { text in
                switch source {
                case .id: for id in MentionedIDs(value: text).ids { found.add(id) }
                case .text: for id in MentionText(text: text).traces.ids { found.add(id) }
                case .attributes: break
                }
            }
        case .json(let range):
            bytes[range].withUnsafeBytes { text in
                for id in MentionText(text: text).traces.ids { found.add(id) }
            }
        case .int(let number):
            guard source == .id else { return }
            found.add(TraceID(high: 0, low: UInt64(bitPattern: number)))
        case .bytes(let range):
            guard source == .id else { return }
            found.add(bytes[range].withUnsafeBytes { MentionSource.id(ofBytes: $0) })
        default: break
        }
    }
}
