import DossierLogQLSyntax
import DossierPromQLSyntax

/// The stage `logfmt`: a label for each pair, or for those that it names.
struct LogfmtParser {
    private struct Extraction {
        var label: Int
        var key: [UInt8]
    }

    private let options: LogfmtOptions
    private let extractions: [Extraction]
    private var name: [UInt8] = []
    private var value: [UInt8] = []

    init(
        _ options: LogfmtOptions,
        _ extractions: [LabelExtraction],
        _ labels: inout EntryLabels
    ) throws(JSONPath.Failure) {
        var compiled: [Extraction] = []
        for extraction in extractions {
            compiled.append(
                Extraction(
                    label: labels.fixedNumber(of: extraction.label.bytes),
                    key: try JSONPath.key(extraction.source)
                )
            )
        }
        self.options = options
        self.extractions = compiled
    }

    mutating func run(_ entry: inout LogEntry) {
        let line = entry.line
        line.withUnsafeBytes { bytes in
            if extractions.isEmpty {
                readAll(bytes, &entry.labels)
            } else {
                readNamed(bytes, &entry.labels)
            }
        }
    }

    private mutating func readAll(_ bytes: UnsafeRawBufferPointer, _ labels: inout EntryLabels) {
        var reader = LogfmtReader(bytes)
        while let pair = reader.next() {
            guard case .pair(let key, let written) = pair, read(written, bytes) else {
                if failsStrictly(&labels) { return }
                continue
            }
            if value.isEmpty, !options.keepsEmpty { continue }
            name.removeAll(keepingCapacity: true)
            LabelNameText.append(UnsafeRawBufferPointer(rebasing: bytes[key]), to: &name)
            guard !name.isEmpty else { continue }
            let number = name.withUnsafeBytes { labels.number(of: $0) }
            guard labels.setParsed(number, value) else {
                labels.fail(.logfmt, EntryLabels.tooLarge)
                return
            }
        }
    }

    private mutating func readNamed(_ bytes: UnsafeRawBufferPointer, _ labels: inout EntryLabels) {
        // What an earlier stage set stays.
        let isSet = extractions.map { extraction in
            let number = labels.numberForParser(extraction.label)
            return labels.isParsed(number)
        }
        var reader = LogfmtReader(bytes)
        while let pair = reader.next() {
            guard case .pair(let key, let written) = pair, read(written, bytes) else {
                if failsStrictly(&labels) { break }
                continue
            }
            if value.isEmpty, !options.keepsEmpty { continue }
            name.removeAll(keepingCapacity: true)
            LabelNameText.append(UnsafeRawBufferPointer(rebasing: bytes[key]), to: &name)
            for (index, extraction) in extractions.enumerated()
            where !isSet[index]
                && (bytes[key].elementsEqual(extraction.key) || name == extraction.key)
            {
                guard labels.set(labels.numberForParser(extraction.label), value) else {
                    labels.fail(.logfmt, EntryLabels.tooLarge)
                    return
                }
            }
        }
        for extraction in extractions {
            guard labels.setParsed(extraction.label, []) else {
                labels.fail(.logfmt, EntryLabels.tooLarge)
                return
            }
        }
    }

    /// Sets the error that something can't be read; whether the rest of the line goes too.
    private func failsStrictly(_ labels: inout EntryLabels) -> Bool {
        if options.isStrict { labels.fail(.logfmt, "the line is not logfmt throughout") }
        return options.isStrict
    }

    /// Reads a value; false if its escapes are invalid.
    private mutating func read(
        _ written: LogfmtReader.Value,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        value.removeAll(keepingCapacity: true)
        switch written {
        case .none: return true
        case .plain(let range):
            value.append(contentsOf: bytes[range])
        case .escaped(let range):
            guard JSONText(bytes: bytes).appendUnescaped(range, to: &value) else { return false }
        }
        value.replaceInvalidCharacters()
        return true
    }
}
