/// Trace ids, numbered in the order in which they came.
package struct TraceTable: Sendable {
    package internal(set) var ids: [TraceID] = []
    @usableFromInline var numbers: [TraceID: UInt32] = [:]
    @usableFromInline var recent: UInt32 = 0

    package init() {}

    package var count: Int { ids.count }

    /// The number of a trace, which is added if it is new.
    @inlinable
    package mutating func intern(_ id: TraceID) -> UInt32 {
        if recent < ids.count, ids[Int(recent)] == id { return recent }
        if let number = numbers[id] {
            recent = number
            return number
        }
        recent = UInt32(ids.count)
        ids.append(id)
        numbers[id] = recent
        return recent
    }

    /// The number of a trace that is in the table; nil if it is not.
    package func number(of id: TraceID) -> UInt32? { numbers[id] }

    package subscript(number: UInt32) -> TraceID { ids[Int(number)] }
}
