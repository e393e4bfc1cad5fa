import DossierLogQLSyntax
import DossierPromQLSyntax
import DossierTemplates

/// A template that makes a line or a label of an entry.
struct EntryTemplate {
    /// A part of a template that has only text and labels.
    private enum Part {
        case text([UInt8])
        case label(LabelReference)
    }

    private enum Form {
        /// Needs no interpreter.
        case parts([Part])
        case template(TextTemplate)
    }

    private let form: Form

    /// How many bytes a template may make.
    private static let byteCountLimit = 16 << 20

    init(
        _ text: ByteString,
        name: String,
        _ labels: inout EntryLabels
    ) throws(TemplateError) {
        let template = try LogTemplate.parse(text, name: name)
        guard let fields = template.fields else {
            form = .template(template)
            return
        }
        form = .parts(
            fields.map { field in
                switch field {
                case .text(let text): .text(Array(text.utf8))
                case .field(let name): .label(LabelReference(ByteString(name), &labels))
                }
            }
        )
    }

    /// The outcome for an entry, whose labels are `root` as the dot of templates; they are put there
    /// if that is nil and they are needed.
    func expand(
        _ entry: LogEntry,
        root: inout TemplateValue?
    ) throws(TemplateError) -> [UInt8] {
        switch form {
        case .parts(let parts):
            var output: [UInt8] = []
            for part in parts {
                guard output.count <= Self.byteCountLimit else {
                    throw TemplateError("the template makes too much text")
                }
                switch part {
                case .text(let text): output += text
                case .label(let reference):
                    _ = reference.value(in: entry.labels) { value in
                        output.append(contentsOf: value)
                        return true
                    }
                }
            }
            return output
        case .template(let template):
            let labels = root ?? Self.root(of: entry.labels)
            root = labels
            let text = try template.expand(labels, functions: LogTemplateFunctions(entry: entry))
            return Array(text.utf8)
        }
    }

    private static func root(of labels: EntryLabels) -> TemplateValue {
        var values: [String: TemplateValue] = [:]
        for label in labels.all {
            values[String(decoding: label.name, as: UTF8.self)] = .string(
                String(decoding: label.value, as: UTF8.self)
            )
        }
        if let error = labels.error {
            values["__error__"] = .string(error.rawValue)
            values["__error_details__"] = .string(labels.errorDetails)
        }
        return .map(values)
    }
}

/// The stage `line_format`.
struct LineFormatter {
    private let template: EntryTemplate

    init(_ text: ByteString, _ labels: inout EntryLabels) throws(TemplateError) {
        template = try EntryTemplate(text, name: "line", &labels)
    }

    func run(_ entry: inout LogEntry) {
        var root: TemplateValue?
        do {
            entry.line = try template.expand(entry, root: &root)
        } catch {
            entry.labels.fail(.template, error.description)
        }
    }
}

/// The stage `label_format`.
struct LabelFormatter {
    private enum Source {
        case rename(Int)
        case template(EntryTemplate)
    }

    private let assignments: [(label: Int, source: Source)]

    init(
        _ assignments: [LabelAssignment],
        _ labels: inout EntryLabels
    ) throws(TemplateError) {
        var compiled: [(Int, Source)] = []
        for assignment in assignments {
            let label = labels.fixedNumber(of: assignment.label.bytes)
            switch assignment.source {
            case .rename(let other):
                compiled.append((label, .rename(labels.fixedNumber(of: other.bytes))))
            case .template(let text):
                compiled.append(
                    (label, .template(try EntryTemplate(text, name: "label", &labels)))
                )
            }
        }
        self.assignments = compiled
    }

    func run(_ entry: inout LogEntry) {
        // Templates see the labels as the first of them does.
        var root: TemplateValue?
        for (label, source) in assignments {
            switch source {
            case .rename(let other):
                guard !entry.labels.rename(other, to: label) else { continue }
                entry.labels.fail(.template, EntryLabels.tooLarge)
            case .template(let template):
                do throws(TemplateError) {
                    let value = try template.expand(entry, root: &root)
                    guard entry.labels.set(label, value) else {
                        throw TemplateError(EntryLabels.tooLarge)
                    }
                } catch {
                    entry.labels.fail(.template, error.description)
                }
            }
        }
    }
}
