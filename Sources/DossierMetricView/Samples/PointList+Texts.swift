import DossierColumns
import DossierQuery

/// The texts of a field by number: equal ones have equal numbers, which count up from 0.
struct PointTexts {
    /// By point.
    var numbers: [Int] = []
    /// By number.
    var texts: [ArraySlice<UInt8>] = []
    private var known: [ArraySlice<UInt8>: Int] = [:]

    fileprivate mutating func number(of text: ArraySlice<UInt8>) -> Int {
        if let number = known[text] { return number }
        known[text] = texts.count
        texts.append(text)
        return texts.count - 1
    }
}

extension PointList {
    /// The texts of a field, of which there are few different ones; an empty one where a point has
    /// none.
    func texts(of field: Field) -> PointTexts {
        var found = PointTexts()
        found.numbers.reserveCapacity(count)
        for run in runs {
            guard let values = run.values(of: field) else {
                let number = found.number(of: [])
                found.numbers += [Int](repeating: number, count: run.count)
                continue
            }
            let strings = values.strings
            var last: (code: UInt64, number: Int)?
            for index in 0..<run.count {
                let isPresent = values.has(index)
                if isPresent, let last, last.code == values.words[index] {
                    found.numbers.append(last.number)
                    continue
                }
                let number = found.number(of: values.bytes(index, of: strings))
                found.numbers.append(number)
                if isPresent { last = (values.words[index], number) }
            }
        }
        found.numbers = ordered(found.numbers)
        return found
    }
}
