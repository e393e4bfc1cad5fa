/// Which characters are the same but for their case, one to one.
enum CaseFolding {
    /// All characters that differ from others by case only, ascending, with these.
    static let pairs: [(value: UInt32, others: [UInt32])] = UnicodeClass.cased.ranges
        .joined()
        .compactMap { value in
            let others = others(of: value)
            return others.isEmpty ? nil : (value, others)
        }

    /// The characters that differ from one by case only, without itself.
    static func others(of value: UInt32) -> [UInt32] {
        guard let scalar = Unicode.Scalar(value) else { return [] }
        if scalar.isASCII, !scalar.properties.isCased {
            return []
        }
        var found: Set<UInt32> = []
        let properties = scalar.properties
        let forms = [
            properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping,
        ]
        for form in forms {
            insert(single(form), into: &found)
        }
        for other in found {
            guard let properties = Unicode.Scalar(other)?.properties else { continue }
            insert(single(properties.lowercaseMapping), into: &found)
            insert(single(properties.uppercaseMapping), into: &found)
        }
        // These fold to ASCII letters, which do not map back to them.
        switch value | 0x20 {
        case 0x6b where value < 0x80: found.insert(0x212a)
        case 0x73 where value < 0x80: found.insert(0x17f)
        default: break
        }
        found.remove(value)
        return Array(found)
    }

    private static func single(_ text: String) -> UInt32? {
        var scalars = text.unicodeScalars.makeIterator()
        guard let first = scalars.next(), scalars.next() == nil else { return nil }
        return first.value
    }

    private static func insert(_ value: UInt32?, into set: inout Set<UInt32>) {
        if let value {
            set.insert(value)
        }
    }
}
