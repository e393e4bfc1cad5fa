import DossierLogQLSyntax
import DossierPromQLSyntax

extension OracleEntry {
    /// What stages make of the entry; nil if they drop it.
    func running(_ stages: [LogStage]) throws -> OracleEntry? {
        var entry = self
        for stage in stages {
            guard try entry.run(stage) else { return nil }
        }
        return entry
    }

    /// Whether a stage keeps the entry.
    private mutating func run(_ stage: LogStage) throws -> Bool {
        switch stage {
        case .lineFilter(let filter): return try passes(filter)
        case .labelFilter(let filter): return try passes(filter)
        case .json([]): parseJSON()
        case .json(let extractions): parseJSON(extractions)
        case .logfmt(let options, let extractions): parseLogfmt(options, extractions)
        case .regexp(let source): try parse(regularExpression: source)
        case .pattern(let source): try parse(pattern: source)
        case .unpack: unpack()
        case .decolorize: decolorize()
        case .lineFormat(let template): formatLine(template)
        case .labelFormat(let assignments): formatLabels(assignments)
        case .drop(let selections): try drop(selections)
        case .keep(let selections): try keep(selections)
        }
        return true
    }

    private mutating func formatLine(_ template: ByteString) {
        do {
            line = try OracleTemplate(template).text(labels, line).bytes
        } catch {
            fail("TemplateFormatErr")
        }
    }

    /// Templates see the labels as they were when the first of them ran.
    private mutating func formatLabels(_ assignments: [LabelAssignment]) {
        var seen: Labels?
        for assignment in assignments {
            switch assignment.source {
            case .rename(let source):
                guard let value = value(source) else { continue }
                replace(assignment.label, value)
                remove(source)
            case .template(let template):
                let labels = seen ?? self.labels
                seen = labels
                do {
                    replace(assignment.label, try OracleTemplate(template).text(labels, line))
                } catch {
                    fail("TemplateFormatErr")
                }
            }
        }
    }
}
