import DossierPromQLSyntax

/// Makes names of labels of attributes' keys, as Loki's OTLP receiver does.
enum OTLPLabelName {
    /// The name of a key: each run of characters that names don't have, and of underscores, is one
    /// underscore, and `key_` comes before a digit that would be first.
    ///
    /// It is empty only of an empty key.
    static func name(of key: some Collection<UInt8>) -> [UInt8] {
        var name: [UInt8] = []
        append(key, to: &name)
        return name
    }

    /// Appends what a key makes of a name that goes on.
    static func append(_ key: some Collection<UInt8>, to name: inout [UInt8]) {
        name.reserveCapacity(name.count + key.count + 4)
        for byte in key {
            if byte.isASCIIWord, byte != UInt8(ascii: "_") {
                if name.isEmpty, byte.isASCIIDigit { name += "key_".utf8 }
                name.append(byte)
            } else if name.last != UInt8(ascii: "_") {
                name.append(UInt8(ascii: "_"))
            }
        }
    }
}
