import DossierPromQLSyntax

extension NamingStrategy {
    /// The name of the label that an attribute becomes; empty if it becomes none.
    package func labelName(_ key: [UInt8]) -> [UInt8] {
        guard escapes, let first = key.first else { return key }
        let underscore = UInt8(ascii: "_")
        var name: [UInt8] = []
        name.reserveCapacity(key.count + 4)
        if first.isASCIIDigit {
            name += "key_".utf8
        } else if first == underscore, key.count < 2 || key[1] != underscore {
            name += "key".utf8
        }
        for byte in key {
            if byte.isASCIIAlphanumeric {
                name.append(byte)
            } else if byte & 0xC0 != 0x80 {
                // One for a character, however many bytes it takes.
                name.append(underscore)
            }
        }
        return name
    }
}
