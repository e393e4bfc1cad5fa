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
    ///
    /// These are the orbits of Unicode's simple case folding, as in RE2.
    static func others(of value: UInt32) -> [UInt32] {
        if let orbit = orbitsByMember[value] { return orbit.filter { $0 != value } }
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
        found.remove(value)
        return Array(found)
    }

    /// The orbits that the mappings alone do not show: several characters map to the same one, which
    /// maps back to one of them at most.
    ///
    /// The dotted and the dotless I fold to nothing else.
    private static let orbits: [[UInt32]] = [
        [0x4b, 0x6b, 0x212a], [0x53, 0x73, 0x17f], [0xb5, 0x39c, 0x3bc], [0xc5, 0xe5, 0x212b],
        [0xdf, 0x1e9e], [0x130], [0x131], [0x1c4, 0x1c5, 0x1c6], [0x1c7, 0x1c8, 0x1c9],
        [0x1ca, 0x1cb, 0x1cc], [0x1f1, 0x1f2, 0x1f3], [0x345, 0x399, 0x3b9, 0x1fbe],
        [0x392, 0x3b2, 0x3d0], [0x395, 0x3b5, 0x3f5], [0x398, 0x3b8, 0x3d1, 0x3f4],
        [0x39a, 0x3ba, 0x3f0], [0x3a0, 0x3c0, 0x3d6], [0x3a1, 0x3c1, 0x3f1],
        [0x3a3, 0x3c2, 0x3c3], [0x3a6, 0x3c6, 0x3d5], [0x3a9, 0x3c9, 0x2126],
        [0x412, 0x432, 0x1c80], [0x414, 0x434, 0x1c81], [0x41e, 0x43e, 0x1c82],
        [0x421, 0x441, 0x1c83], [0x422, 0x442, 0x1c84, 0x1c85], [0x42a, 0x44a, 0x1c86],
        [0x462, 0x463, 0x1c87], [0x1c88, 0xa64a, 0xa64b], [0x1e60, 0x1e61, 0x1e9b],
    ]

    private static let orbitsByMember: [UInt32: [UInt32]] = Dictionary(
        uniqueKeysWithValues: orbits.flatMap { orbit in orbit.map { ($0, orbit) } }
    )

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
