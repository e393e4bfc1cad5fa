/// Where a label of an entry comes from.
package enum LabelCategory: UInt8, Sendable {
    /// A label of the stream, which selectors see.
    case stream
    /// Stored with the entry.
    case metadata
    /// Set by a stage.
    case parsed
}

/// The labels of an entry while stages run over it, by number of their names.
///
/// A name has one value: a stage that sets a label takes it over from where it came.
package struct EntryLabels {
    private struct Slot {
        var name: Int32
        var category: LabelCategory
        var isPresent: Bool
        /// Whether the stream has a label of this name, even if a stage dropped it.
        let isOfStream: Bool
        var start: Int
        var count: Int
    }

    /// How many bytes names and values of an entry may have together.
    ///
    /// A deeply nested object has names that are longer together than the object by far.
    static let byteCountLimit = 16 << 20
    /// What is wrong where there are more, for a person.
    static let tooLarge = "the labels of the line are too large"
    /// What is behind the name of a label that clashes with one of the stream or metadata.
    package static let clashSuffix = Array("_extracted".utf8)
    private static let nameByteCountLimit = 4 << 20

    private(set) var names = LabelNames()
    /// How many names the query has.
    private var fixedNameCount = 0
    private var slots: [Slot] = []
    /// By name the number of its slot plus 1; 0 where there is none.
    private var slotOfName: [Int32] = []
    /// By name the number of the name with `_extracted`, plus 1; 0 where it was not looked up.
    private var extractedName: [Int32] = []
    /// The values of the labels.
    private(set) var text: [UInt8] = []
    /// How many bytes the names have, and the values that are not overwritten or removed.
    private var byteCount = 0

    /// What the first stage that failed says.
    package private(set) var error: EntryError?
    package private(set) var errorDetails = ""

    // MARK: - Names

    /// The number of a name.
    mutating func number(of name: UnsafeRawBufferPointer) -> Int {
        let number = names.number(of: name)
        while slotOfName.count < names.count {
            slotOfName.append(0)
            extractedName.append(0)
        }
        return number
    }

    /// The number of a name.
    mutating func number(of name: some Collection<UInt8>) -> Int {
        Array(name).withUnsafeBytes { number(of: $0) }
    }

    /// The number of a name that a query has, which stays.
    mutating func fixedNumber(of name: [UInt8]) -> Int {
        let number = number(of: name)
        fixedNameCount = names.count
        return number
    }

    /// The name under which a parser sets a label: with `_extracted` where the stream or metadata
    /// has the name.
    mutating func numberForParser(_ name: Int) -> Int {
        let slot = slotOfName[name]
        guard slot > 0 else { return name }
        let known = slots[Int(slot) - 1]
        guard known.isOfStream || known.isPresent && known.category == .metadata else {
            return name
        }
        return extracted(name)
    }

    private mutating func extracted(_ name: Int) -> Int {
        if extractedName[name] > 0 { return Int(extractedName[name]) - 1 }
        let number = number(of: Array(names.name(name)) + Self.clashSuffix)
        extractedName[name] = Int32(number + 1)
        return number
    }

    // MARK: - An entry

    /// Begins an entry without labels.
    mutating func reset() {
        for slot in slots { slotOfName[Int(slot.name)] = 0 }
        slots.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: text.capacity < 1 << 20)
        byteCount = 0
        clearError()
        if names.byteCount > Self.nameByteCountLimit {
            names.keep(first: fixedNameCount)
            slotOfName.removeSubrange(fixedNameCount...)
            extractedName = [Int32](repeating: 0, count: fixedNameCount)
        }
    }

    /// Adds a label of the stream, by the number of its name; of two of one name the last stays.
    mutating func addStreamLabel(_ number: Int, _ value: some Collection<UInt8>) {
        add(number, .stream)
        write(value, to: number)
    }

    /// Adds metadata, by the number of its name; of two of one name the first stays.
    mutating func addMetadata(_ number: Int, _ value: some Collection<UInt8>) {
        var number = number
        if slotOfName[number] > 0, slots[Int(slotOfName[number]) - 1].isOfStream {
            number = extracted(number)
        }
        guard slotOfName[number] == 0 else { return }
        add(number, .metadata)
        write(value, to: number)
    }

    private mutating func add(_ name: Int, _ category: LabelCategory) {
        guard slotOfName[name] == 0 else { return }
        slots.append(
            Slot(
                name: Int32(name),
                category: category,
                isPresent: true,
                isOfStream: category == .stream,
                start: 0,
                count: 0
            )
        )
        slotOfName[name] = Int32(slots.count)
        byteCount += names.name(name).count
    }

    private mutating func write(_ value: some Sequence<UInt8>, to name: Int) {
        let slot = Int(slotOfName[name]) - 1
        byteCount -= valueByteCount(slot)
        slots[slot].start = text.count
        text.append(contentsOf: value)
        slots[slot].count = text.count - slots[slot].start
        byteCount += slots[slot].count
    }

    /// How many bytes the value in a slot has; 0 if the label was removed.
    private func valueByteCount(_ slot: Int) -> Int {
        slots[slot].isPresent ? slots[slot].count : 0
    }

    /// Whether a label may be set to a value of so many bytes.
    private func hasRoom(for name: Int, valueByteCount added: Int) -> Bool {
        let slot = Int(slotOfName[name]) - 1
        let change = slot < 0 ? names.name(name).count + added : added - valueByteCount(slot)
        return byteCount + change <= Self.byteCountLimit
    }

    /// Forgets values that were overwritten or removed.
    private mutating func compact() {
        var kept: [UInt8] = []
        for index in slots.indices where slots[index].isPresent {
            let range = slots[index].start..<(slots[index].start + slots[index].count)
            slots[index].start = kept.count
            kept += text[range]
        }
        text = kept
    }

    // MARK: - Labels

    /// Where in `text` the value of a label is; nil if there is no such label.
    func range(of name: Int) -> Range<Int>? {
        guard slotOfName[name] > 0 else { return nil }
        let slot = slots[Int(slotOfName[name]) - 1]
        return slot.isPresent ? slot.start..<(slot.start + slot.count) : nil
    }

    /// The value of a label; nil if there is no such label.
    func value(of name: Int) -> ArraySlice<UInt8>? {
        range(of: name).map { text[$0] }
    }

    /// Where a label comes from; nil if there is no such label.
    func category(of name: Int) -> LabelCategory? {
        guard slotOfName[name] > 0 else { return nil }
        let slot = slots[Int(slotOfName[name]) - 1]
        return slot.isPresent ? slot.category : nil
    }

    /// Whether a stage set the label.
    func isParsed(_ name: Int) -> Bool { category(of: name) == .parsed }

    /// Sets a label, wherever its name came from.
    ///
    /// - Returns: False if the labels of the entry have become too large; it is not set then.
    mutating func set(_ name: Int, _ value: some Collection<UInt8>) -> Bool {
        guard hasRoom(for: name, valueByteCount: value.count) else { return false }
        // What is kept is at most half of that, so that this is rare.
        if text.count + value.count > 2 * Self.byteCountLimit { compact() }
        add(name, .parsed)
        write(value, to: name)
        let slot = Int(slotOfName[name]) - 1
        slots[slot].category = .parsed
        slots[slot].isPresent = true
        return true
    }

    /// Sets a label as parsers do: under another name if the stream has it, and not if an earlier
    /// parser did.
    ///
    /// - Returns: False if the labels of the entry have become too large.
    mutating func setParsed(_ name: Int, _ value: some Collection<UInt8>) -> Bool {
        let name = numberForParser(name)
        return isParsed(name) || set(name, value)
    }

    /// Gives the value of a label, if there is one, to another label.
    ///
    /// - Returns: False if the labels of the entry have become too large; nothing is changed then.
    mutating func rename(_ name: Int, to other: Int) -> Bool {
        guard let range = range(of: name) else { return true }
        // The value itself is there already.
        guard name == other || hasRoom(for: other, valueByteCount: 0) else { return false }
        add(other, .parsed)
        let slot = Int(slotOfName[other]) - 1
        if name != other {
            byteCount -= valueByteCount(slot)
            slots[Int(slotOfName[name]) - 1].isPresent = false
        }
        slots[slot].start = range.lowerBound
        slots[slot].count = range.count
        slots[slot].category = .parsed
        slots[slot].isPresent = true
        return true
    }

    mutating func remove(_ name: Int) {
        guard slotOfName[name] > 0 else { return }
        let slot = Int(slotOfName[name]) - 1
        byteCount -= valueByteCount(slot)
        slots[slot].isPresent = false
    }

    /// Removes the labels for which a condition does not hold.
    mutating func keep(where isKept: (_ name: Int, _ value: ArraySlice<UInt8>) -> Bool) {
        for index in slots.indices where slots[index].isPresent {
            let slot = slots[index]
            let value = text[slot.start..<(slot.start + slot.count)]
            guard !isKept(Int(slot.name), value) else { continue }
            byteCount -= slot.count
            slots[index].isPresent = false
        }
    }

    /// A label of the entry.
    package struct Label {
        package let category: LabelCategory
        package let name: ArraySlice<UInt8>
        package let value: ArraySlice<UInt8>
    }

    /// All labels but the error, in the order in which their names appeared.
    package var all: [Label] {
        slots.lazy.filter(\.isPresent).map { slot in
            Label(
                category: slot.category,
                name: names.name(Int(slot.name)),
                value: text[slot.start..<(slot.start + slot.count)]
            )
        }
    }

    // MARK: - Errors

    /// Sets the error, if none is set.
    mutating func fail(_ error: EntryError, _ details: @autoclosure () -> String = "") {
        guard self.error == nil else { return }
        self.error = error
        errorDetails = details()
    }

    mutating func clearError() {
        error = nil
        errorDetails = ""
    }

    mutating func clearErrorDetails() {
        errorDetails = ""
    }
}
