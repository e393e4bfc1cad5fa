import DossierPromQLSyntax

/// An entry as plain values: a line, a time, and labels by name in three categories.
struct OracleEntry: Hashable {
    typealias Labels = [ByteString: ByteString]

    /// Nanoseconds.
    var time: Int64
    var line: [UInt8]
    var stream: Labels
    var metadata: Labels
    var parsed: Labels = [:]
    var error: String?
    /// The names that the stream had at first.
    private let streamNames: Set<ByteString>

    init(time: Int64, line: [UInt8], stream: Labels, metadata: Labels = [:]) {
        self.time = time
        self.line = line
        self.stream = stream
        self.metadata = [:]
        streamNames = Set(stream.keys)
        for (name, value) in metadata { addMetadata(name, value) }
    }

    /// Adds metadata, of which the first of a name stays.
    mutating func addMetadata(_ name: ByteString, _ value: ByteString) {
        let name = streamNames.contains(name) ? name.extracted : name
        if metadata[name] == nil { metadata[name] = value }
    }

    /// The value of a label: of one that stages set before metadata, and that before the stream's.
    func value(_ name: ByteString) -> ByteString? {
        parsed[name] ?? metadata[name] ?? stream[name]
    }

    /// The labels of all categories.
    var labels: Labels {
        stream.merging(metadata) { $1 }.merging(parsed) { $1 }
    }

    mutating func remove(_ name: ByteString) {
        stream[name] = nil
        metadata[name] = nil
        parsed[name] = nil
    }

    /// Sets a label wherever its name was, as formatting does.
    mutating func replace(_ name: ByteString, _ value: ByteString) {
        remove(name)
        parsed[name] = value
    }

    /// The name that a parser's label gets.
    func parserName(_ name: ByteString) -> ByteString {
        streamNames.contains(name) || metadata[name] != nil ? name.extracted : name
    }

    /// Sets a label as parsers do: of two that stages set the first stays.
    mutating func parse(_ name: ByteString, _ value: ByteString) {
        let name = parserName(name)
        if parsed[name] == nil { replace(name, value) }
    }

    /// Sets the error; the first stays.
    mutating func fail(_ error: String) {
        if self.error == nil { self.error = error }
    }
}

extension ByteString {
    init(_ bytes: some Sequence<UInt8>) {
        self.init(Array(bytes))
    }

    /// The name of a label that clashes with another.
    var extracted: ByteString { ByteString(bytes + "_extracted".utf8) }

    /// The name that parsers make of a key: without white space around, each character that names
    /// don't have is an underscore, and one comes before a digit that would be first.
    var labelName: ByteString {
        let characters = description.trimmingWhiteSpace
        let name = String(characters.map { Self.isOfName($0) ? Character($0) : "_" })
        let isDigitFirst = characters.first.map { ("0"..."9").contains($0) } ?? false
        return ByteString((isDigitFirst ? "_" : "") + name)
    }

    static func isOfName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }
}

extension String {
    var trimmingWhiteSpace: [Unicode.Scalar] {
        var scalars = Array(unicodeScalars)
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return Array(scalars.drop { $0.properties.isWhitespace })
    }
}
