import Dossier

/// The pattern of a text as `docs/patterns.md` defines it, made token by token.
enum PatternOracle {
    private enum Part: Equatable {
        case gap
        case literal([UInt8])
    }

    static func pattern(of text: String) -> String {
        var parts = parts(of: Array(text.utf8))
        parts = joined(parts, by: [".", ":", ",", ", "].map { Array($0.utf8) })
        return String(
            decoding: parts.flatMap { part -> [UInt8] in
                if case .literal(let bytes) = part { bytes } else { Array("<_>".utf8) }
            },
            as: UTF8.self
        )
    }

    /// Gaps, and the runs of other bytes between them.
    private static func parts(of text: [UInt8]) -> [Part] {
        var parts: [Part] = []
        var rest = text[...]
        while let first = rest.first {
            var taken: ArraySlice<UInt8>
            var isGap = false
            if isToken(first) {
                taken = rest.prefix(while: isToken)
                let word = String(decoding: taken, as: UTF8.self)
                isGap =
                    word.contains { $0.isNumber }
                    || word.utf8.count >= 8 && word.allSatisfy(\.isHexDigit)
            } else if rest.starts(with: "<_>".utf8) {
                taken = rest.prefix(3)
                isGap = true
            } else {
                taken = rest.prefix(1)
            }
            rest = rest.dropFirst(taken.count)
            if isGap {
                if parts.last != .gap { parts.append(.gap) }
            } else if case .literal(let before) = parts.last {
                parts[parts.count - 1] = .literal(before + taken)
            } else {
                parts.append(.literal(Array(taken)))
            }
        }
        return parts
    }

    private static func joined(_ parts: [Part], by joints: [[UInt8]]) -> [Part] {
        var joined: [Part] = []
        for part in parts {
            if part == .gap, case .literal(let between) = joined.last, joints.contains(between),
                joined.dropLast().last == .gap
            {
                joined.removeLast()
            } else {
                joined.append(part)
            }
        }
        return joined
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
