import DossierBlocks
import DossierColumns

extension CommitEncoder {
    /// Cuts the long texts of the batch into fragments, and adds those that the file lacks to the
    /// commit.
    ///
    /// `index` knows every fragment of the file, and learns the new ones.
    mutating func encodeLongTexts(_ index: inout FragmentIndex) {
        let strings = batch.strings
        let codes = strings.longTextCodes
        if codes.isEmpty { return }
        let seeds = index.seeds
        let cuts = map(codes) { code in
            strings.bytes.withUnsafeBytes { bytes in
                let text = UnsafeRawBufferPointer(rebasing: bytes[strings.range(code)])
                return Self.fragments(of: text, seeds)
            }
        }
        var found = LongTexts()
        var new: [Range<Int>] = []
        let first = index.count
        for (code, fragments) in zip(codes, cuts) {
            let base = strings.range(code).lowerBound
            var start = base
            let numbers = fragments.map { end, identity in
                let (number, isNew) = index.intern(identity)
                if isNew { new.append(start..<(base + end)) }
                start = base + end
                return number
            }
            found.add(code, fragments: numbers)
        }
        longTexts = found
        commit.fragmentPacks = encodePacks(new, of: strings, first: first)
    }

    private static func fragments(
        of text: UnsafeRawBufferPointer,
        _ seeds: ContentIdentity.Seeds
    ) -> [(end: Int, identity: ContentIdentity)] {
        var start = 0
        return FragmentCutter.ends(of: text).map { end in
            defer { start = end }
            let fragment = UnsafeRawBufferPointer(rebasing: text[start..<end])
            return (end, ContentIdentity(fragment, seeds))
        }
    }

    /// `fragments` are ranges of the bytes of the strings, numbered from `first` on.
    private func encodePacks(
        _ fragments: [Range<Int>],
        of strings: StringTable,
        first: UInt32
    ) -> [StoredFragmentPack] {
        var packs: [Range<Int>] = []
        var start = 0
        var byteCount = 0
        for (index, fragment) in fragments.enumerated() {
            byteCount += fragment.count
            let isFull = byteCount >= FragmentPack.byteCountUsual
            guard isFull || index == fragments.count - 1 else { continue }
            packs.append(start..<(index + 1))
            start = index + 1
            byteCount = 0
        }
        let effort = effort
        return map(packs) { pack in
            strings.bytes.withUnsafeBytes { bytes in
                StoredFragmentPack(
                    first: first + UInt32(pack.lowerBound),
                    count: pack.count,
                    rawByteCount: fragments[pack].reduce(0) { $0 + $1.count },
                    data: FragmentPack.encode(fragments[pack], of: bytes, effort: effort)
                )
            }
        }
    }
}

extension StringTable {
    /// The codes of the strings that are stored as fragments.
    var longTextCodes: [UInt32] {
        var codes: [UInt32] = []
        guard byteCount >= FragmentCutter.textByteCountMin else { return codes }
        for code in 0..<UInt32(count) where range(code).count >= FragmentCutter.textByteCountMin {
            codes.append(code)
        }
        return codes
    }
}
