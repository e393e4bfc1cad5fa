/// How large a YAML document becomes when what its aliases stand for is put in their places.
///
/// The reader of YAML hashes keys, so a few lines of aliases of aliases would keep it busy for hours.
/// This looks at the text by lines: what an anchor names ends at a line that is not indented more.
/// Aliases in quotes and comments count, too; what is no anchor stands for nothing.
struct YAMLAliases {
    /// So many bytes a document may stand for.
    static let expandedByteLimit = 16 << 20

    private struct Anchor {
        var name: ArraySlice<UInt8>
        var indentation: Int
        var start: Int
    }

    private var byteCount = 0
    private var open: [Anchor] = []
    private var sizes: [ArraySlice<UInt8>: Int] = [:]

    static func isExcessive(_ text: [UInt8]) -> Bool {
        guard text.contains(UInt8(ascii: "*")), text.contains(UInt8(ascii: "&")) else {
            return false
        }
        var aliases = YAMLAliases()
        for line in text.split(separator: UInt8(ascii: "\n")) {
            aliases.read(line)
            if aliases.byteCount > text.count + expandedByteLimit { return true }
        }
        return false
    }

    private mutating func read(_ line: ArraySlice<UInt8>) {
        let indentation = line.prefix { $0 == UInt8(ascii: " ") }.count
        while let last = open.last, last.indentation >= indentation, indentation < line.count {
            sizes[last.name] = byteCount - last.start
            open.removeLast()
        }
        var previous = UInt8(ascii: " ")
        for index in line.indices {
            let byte = line[index]
            byteCount += 1
            let isFree = " \t[{,:-?".utf8.contains(previous)
            previous = byte
            guard isFree, byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") else { continue }
            let name = line[(index + 1)...].prefix { !" \t\r,[]{}".utf8.contains($0) }
            if byte == UInt8(ascii: "&") {
                open.append(Anchor(name: name, indentation: indentation, start: byteCount))
            } else {
                byteCount = min(byteCount + size(of: name), Self.expandedByteLimit * 4)
            }
        }
    }

    private func size(of name: ArraySlice<UInt8>) -> Int {
        guard let anchor = open.last(where: { $0.name == name }) else { return sizes[name] ?? 0 }
        return byteCount - anchor.start
    }
}
