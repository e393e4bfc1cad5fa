/// The rows of a table by the number that a column has in them.
struct RowsByNumber {
    /// By number, where its rows start in `rows`, and where the last ones end.
    private let starts: [Int]
    private let rows: [UInt32]

    /// Takes the numbers by row; rows whose number is not below the limit are left out.
    init(_ numbers: [UInt64], below limit: Int) {
        var starts = [Int](repeating: 0, count: limit + 1)
        for number in numbers where number < UInt64(limit) { starts[Int(number) + 1] += 1 }
        for number in 0..<limit { starts[number + 1] += starts[number] }
        var ends = starts
        var rows = [UInt32](repeating: 0, count: starts[limit])
        for (row, number) in numbers.enumerated() where number < UInt64(limit) {
            rows[ends[Int(number)]] = UInt32(truncatingIfNeeded: row)
            ends[Int(number)] += 1
        }
        self.starts = starts
        self.rows = rows
    }

    /// The rows that have a number below the limit, ascending.
    subscript(number: UInt32) -> ArraySlice<UInt32> {
        rows[starts[Int(number)]..<starts[Int(number) + 1]]
    }
}
