/// The kind of telemetry in a request.
package enum OTLPSignal: Sendable, CaseIterable {
    case traces, logs, metrics

    /// The numbers of the fields on the way from an entry to its spans, log records or data points.
    var itemPath: [[UInt32]] {
        let toItems: [[UInt32]] = [[2], [2]]
        return self == .metrics ? toItems + [[5, 7, 9, 10, 11], [1]] : toItems
    }

    /// The signal of an entry in protobuf form, from the fields of its items; nil if it has none.
    init?(entry: WireReader) {
        var first: WireReader?
        var group = WireGroup(entry)
        while let scope = group.nextMember() {
            var scope = WireGroup(scope)
            while let item = scope.nextMember() {
                if let signal = OTLPSignal(item: item) {
                    self = signal
                    return
                }
                first = first ?? item
            }
        }
        guard let first else { return nil }
        self.init(sparseItem: first)
    }

    /// The signal of an item, if it has a field that only one signal has with this encoding.
    private init?(item: WireReader) {
        var item = item
        do throws(ReadFailure) {
            while let field = try item.nextField() {
                switch field {
                case .fixed64(1), .varint(2), .bytes(6), .varint(7), .fixed32(8), .fixed64(11):
                    self = .logs
                case .bytes(4), .varint(6), .fixed64(7), .fixed64(8), .varint(10), .varint(12),
                    .bytes(13), .varint(14), .bytes(15), .fixed32(16):
                    self = .traces
                case .bytes(7): self = .metrics
                case .bytes(5), .bytes(9), .bytes(10), .bytes(11):
                    guard try item.content().holdsPoints else { continue }
                    self = .metrics
                default:
                    try item.skip(field)
                    continue
                }
                return
            }
        } catch {
            // What can't be read does not tell.
        }
        return nil
    }

    /// The signal that an item without times and numbers is most likely of.
    private init(sparseItem: WireReader) {
        var item = sparseItem
        var byteCounts: [UInt32: Int] = [:]
        do throws(ReadFailure) {
            while let field = try item.nextField() {
                if case .bytes(let number) = field {
                    byteCounts[number] = try item.content().count
                } else {
                    try item.skip(field)
                }
            }
        } catch {
            // What can't be read does not tell.
        }
        switch (byteCounts[1], byteCounts[2]) {
        case (16, 8), (nil, 8): self = .traces
        case (nil, _): self = .logs
        default: self = .metrics
        }
    }
}

extension WireReader {
    /// Whether the message is the data of a metric, with points that have a time.
    fileprivate var holdsPoints: Bool {
        var data = self
        do throws(ReadFailure) {
            while let field = try data.nextField() {
                guard field == .bytes(1) else {
                    try data.skip(field)
                    continue
                }
                var point = try data.content()
                while let field = try point.nextField() {
                    if field == .fixed64(3) { return true }
                    try point.skip(field)
                }
            }
        } catch {
            // A text.
        }
        return false
    }

    /// How many items a message holds behind a path of field numbers, as far as its fields can be
    /// told apart; at least one.
    func itemCount(_ path: [[UInt32]]) -> Int { max(count(path[...]), 1) }

    private func count(_ path: ArraySlice<[UInt32]>) -> Int {
        guard let numbers = path.first else { return 1 }
        var message = self
        var total = 0
        do throws(ReadFailure) {
            while let field = try message.nextField() {
                if case .bytes(let number) = field, numbers.contains(number) {
                    total += try message.content().count(path.dropFirst())
                } else {
                    try message.skip(field)
                }
            }
        } catch {
            // The rest can't be counted.
        }
        return total
    }
}
