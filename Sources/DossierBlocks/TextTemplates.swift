internal import DossierColumns

/// The templates of texts: what is left when the variables are taken out.
///
/// Two texts have the same template if the bytes between their variables are equal.
struct TextTemplates {
    /// For each row its template, numbered in the order in which they come first.
    private(set) var codes: [UInt32] = []
    /// For each template the first row that has it.
    private(set) var firstRows: [Int] = []
    /// The variables of all rows, and where those of each row start.
    private(set) var variables: [TextVariable] = []
    private(set) var starts: [Int] = [0]

    private var hashes: [UInt64] = []
    private var buckets = [UInt32](repeating: 0, count: 512)

    /// Nil if the texts have too little in common, or are too long.
    init?(_ rows: [UInt32], strings: StringTable, ids: RowIDs?) {
        var digits = ids.map { RowIDDigits($0) }
        codes.reserveCapacity(rows.count)
        starts.reserveCapacity(rows.count + 1)
        variables.reserveCapacity(rows.count * 12)
        let isDone = strings.bytes.withUnsafeBytes { arena in
            for (row, code) in rows.enumerated() {
                let range = strings.range(code)
                guard range.count < Int(Int32.max) else { return false }
                let text = UnsafeRawBufferPointer(rebasing: arena[range])
                VariableScanner.scan(text, into: &variables)
                guard variables.count <= ChunkLimits.valueCountMax else { return false }
                if digits != nil { markOwnIDs(row, in: text, &digits) }
                codes.append(template(of: row, text, arena: arena, rows: rows, strings))
                starts.append(variables.count)
                if row & 1023 == 1023, firstRows.count * 2 > row { return false }
            }
            return true
        }
        guard isDone, firstRows.count * 4 <= rows.count + 12 else { return nil }
    }

    private mutating func markOwnIDs(
        _ row: Int,
        in text: UnsafeRawBufferPointer,
        _ digits: inout RowIDDigits?
    ) {
        for index in (starts.last ?? 0)..<variables.count {
            let variable = variables[index]
            if variable.count == 32, let own = digits?.traceDigits(row), own.count == 32 {
                if isEqual(text, variable, own) { variables[index].kind = .ownTrace }
            } else if variable.count == 16, let own = digits?.spanDigits(row), own.count == 16 {
                if isEqual(text, variable, own) { variables[index].kind = .ownSpan }
            }
        }
    }

    private func isEqual(
        _ text: UnsafeRawBufferPointer,
        _ variable: TextVariable,
        _ digits: [UInt8]
    ) -> Bool {
        digits.withUnsafeBytes { digits in
            equalBytes(UnsafeRawBufferPointer(rebasing: text[variable.range]), digits)
        }
    }

    /// The template of the row whose variables were appended last; a new one if none is equal.
    private mutating func template(
        of row: Int,
        _ text: UnsafeRawBufferPointer,
        arena: UnsafeRawBufferPointer,
        rows: [UInt32],
        _ strings: StringTable
    ) -> UInt32 {
        let start = starts.last ?? 0
        let hash = hash(text, variables: start..<variables.count)
        if firstRows.count * 2 >= buckets.count { grow() }
        var bucket = Int(truncatingIfNeeded: hash) & (buckets.count - 1)
        while buckets[bucket] != 0 {
            let number = buckets[bucket] - 1
            if hashes[Int(number)] == hash {
                let first = firstRows[Int(number)]
                let other = UnsafeRawBufferPointer(rebasing: arena[strings.range(rows[first])])
                let range = starts[first]..<starts[first + 1]
                if isSame(text, start..<variables.count, as: other, range) {
                    noteVarying(range, of: other, besides: text, from: start)
                    return number
                }
            }
            bucket = (bucket + 1) & (buckets.count - 1)
        }
        firstRows.append(row)
        hashes.append(hash)
        buckets[bucket] = UInt32(truncatingIfNeeded: firstRows.count)
        return UInt32(truncatingIfNeeded: firstRows.count - 1)
    }

    /// Marks the variables in which a text differs from the first one with its template.
    private mutating func noteVarying(
        _ range: Range<Int>,
        of first: UnsafeRawBufferPointer,
        besides text: UnsafeRawBufferPointer,
        from start: Int
    ) {
        for (index, variable) in range.enumerated() where !variables[variable].varies {
            let (own, other) = (variables[variable], variables[start + index])
            variables[variable].varies =
                own.count != other.count
                || !equalBytes(
                    UnsafeRawBufferPointer(rebasing: first[own.range]),
                    UnsafeRawBufferPointer(rebasing: text[other.range])
                )
        }
    }

    private func hash(_ text: UnsafeRawBufferPointer, variables range: Range<Int>) -> UInt64 {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
        var position = 0
        for index in range {
            let next = variables[index].range
            let piece = UnsafeRawBufferPointer(rebasing: text[position..<next.lowerBound])
            hash = (hash ^ contentHash(piece, seed: 0x9e37_79b9)) &* 0xe703_7ed1_a0b4_28db
            hash ^= hash &>> 32
            position = next.upperBound
        }
        let piece = UnsafeRawBufferPointer(rebasing: text[position...])
        hash = (hash ^ contentHash(piece, seed: 0x9e37_79b9)) &* 0xe703_7ed1_a0b4_28db
        return hash ^ hash &>> 32
    }

    /// Whether the pieces between the variables of two texts are equal.
    private func isSame(
        _ text: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        as other: UnsafeRawBufferPointer,
        _ otherRange: Range<Int>
    ) -> Bool {
        guard range.count == otherRange.count else { return false }
        var position = 0
        var otherPosition = 0
        for (index, otherIndex) in zip(range, otherRange) {
            let (next, otherNext) = (variables[index].range, variables[otherIndex].range)
            let count = next.lowerBound &- position
            guard count == otherNext.lowerBound &- otherPosition,
                equalBytes(
                    UnsafeRawBufferPointer(rebasing: text[position..<next.lowerBound]),
                    UnsafeRawBufferPointer(rebasing: other[otherPosition..<otherNext.lowerBound])
                )
            else { return false }
            (position, otherPosition) = (next.upperBound, otherNext.upperBound)
        }
        return text.count - position == other.count - otherPosition
            && equalBytes(
                UnsafeRawBufferPointer(rebasing: text[position...]),
                UnsafeRawBufferPointer(rebasing: other[otherPosition...])
            )
    }

    private mutating func grow() {
        buckets = [UInt32](repeating: 0, count: buckets.count * 4)
        for (number, hash) in hashes.enumerated() {
            var bucket = Int(truncatingIfNeeded: hash) & (buckets.count - 1)
            while buckets[bucket] != 0 { bucket = (bucket + 1) & (buckets.count - 1) }
            buckets[bucket] = UInt32(truncatingIfNeeded: number + 1)
        }
    }
}
