/// An entry while stages run over it.
package struct LogEntry {
    /// The text, as stages made it.
    package internal(set) var line: [UInt8] = []
    /// Nanoseconds since the Unix epoch.
    package internal(set) var nanoseconds: Int64 = 0
    package internal(set) var labels = EntryLabels()
}
