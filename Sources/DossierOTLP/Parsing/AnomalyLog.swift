internal import DossierColumns

/// What is unusual in the elements read so far, in their order: so that what belongs to an element
/// can be taken back with it.
///
/// Nothing is done here for an input without anomalies. Equal ones of an element are counted
/// together, so memory is bounded by the number of elements.
struct AnomalyLog {
    private struct Event {
        let kind: InputAnomaly.Kind
        let name: Int
        var count: UInt64
        /// A position in the window until `settle`, an offset in the input afterwards.
        let place: UInt64
    }

    private var events: [Event] = []
    /// The first stands for all that come after many others.
    private var names: [[UInt8]] = [[]]
    private var settledCount = 0
    /// Events before this one may be kept when later ones are taken back.
    private var savedCount = 0
    /// Whether what is read was read before.
    var isMuted = false

    private static let nameLimit = 256

    /// Whether there are events whose places are positions in the window.
    @inline(__always)
    var isUnsettled: Bool { events.count != settledCount }

    /// The number to give to `truncate` to take back what follows.
    @inline(__always)
    mutating func save() -> Int {
        savedCount = events.count
        return savedCount
    }

    mutating func truncate(to count: Int) {
        guard events.count > count else { return }
        events.removeLast(events.count - count)
        settledCount = min(settledCount, count)
        savedCount = count
    }

    mutating func note(
        _ kind: InputAnomaly.Kind,
        _ name: UnsafeRawBufferPointer,
        at position: Int
    ) {
        if isMuted { return }
        let name = number(of: Array(name.prefix(InputAnomaly.nameByteLimit)))
        for index in (max(savedCount, settledCount)..<events.count).reversed()
        where events[index].kind == kind
            && (events[index].name == name || kind.isCountedAsOne)
        {
            events[index].count += 1
            return
        }
        events.append(Event(kind: kind, name: name, count: 1, place: UInt64(position)))
    }

    mutating func note(_ kind: InputAnomaly.Kind, _ name: StaticString, at position: Int) {
        let bytes = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        note(kind, bytes, at: position)
    }

    /// Turns positions into offsets, before the window moves.
    mutating func settle(_ offset: (Int) -> UInt64) {
        for index in settledCount..<events.count {
            let event = events[index]
            events[index] = Event(
                kind: event.kind,
                name: event.name,
                count: event.count,
                place: offset(Int(event.place))
            )
        }
        settledCount = events.count
    }

    /// Returns what was found, counted for an input, and forgets it.
    mutating func take(input: Int) -> [InputAnomaly] {
        if events.isEmpty { return [] }
        var counts = InputAnomalies()
        for event in events {
            counts.add(
                InputAnomaly(
                    input: input,
                    kind: event.kind,
                    name: names[event.name],
                    count: event.count,
                    byteOffset: event.place
                )
            )
        }
        removeAll()
        return counts.all
    }

    mutating func removeAll() {
        events.removeAll()
        names = [[]]
        settledCount = 0
        savedCount = 0
    }

    private mutating func number(of name: [UInt8]) -> Int {
        if let number = names.firstIndex(of: name) { return number }
        if names.count == Self.nameLimit { return 0 }
        names.append(name)
        return names.count - 1
    }
}
