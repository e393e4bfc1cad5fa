import DossierPromQL
import DossierTemplates

extension RuleTemplateFunctions {
    /// Functions on what a query yields: maps of `Labels` and `Value`.
    func callOnSamples(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "query": return try samples(of: try arguments.text(0))
        case "first":
            guard case .list(let values, _) = try arguments.argument(0), let first = values.first
            else { throw TemplateError("first() called on vector with no elements") }
            return first
        case "value":
            return try field("Value", of: try arguments.argument(0))
        case "label":
            return try label(try arguments.text(0), of: try arguments.argument(1))
        case "strvalue":
            return try label("__value__", of: try arguments.argument(0))
        default:
            let label = try arguments.text(0)
            guard case .list(let values, _) = try arguments.argument(1) else {
                throw TemplateError("sortByLabel takes the outcome of a query")
            }
            var keyed: [(key: String, value: TemplateValue)] = []
            for value in values {
                keyed.append((try self.label(label, of: value).text, value))
            }
            keyed.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return .list(keyed.map(\.value), typeName: Self.samplesTypeName)
        }
    }

    private func samples(of text: String) throws(TemplateError) -> TemplateValue {
        let samples: [PromQLResult.Sample]
        do {
            samples = try query(text)
        } catch {
            throw TemplateError("\(error)")
        }
        return .list(
            samples.map { sample in
                let labels = sample.labels.pairs.map { label in
                    (
                        String(decoding: label.name, as: UTF8.self),
                        TemplateValue.string(String(decoding: label.value, as: UTF8.self))
                    )
                }
                return .record(
                    [
                        ("Labels", .map(Dictionary(labels) { $1 })),
                        ("Value", TemplateValue(sample.point)),
                    ],
                    typeName: Self.sampleTypeName
                )
            },
            typeName: Self.samplesTypeName
        )
    }

    private func field(
        _ name: String,
        of value: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        guard case .record(let fields, _) = value,
            let field = fields.first(where: { $0.name == name })?.value
        else {
            throw TemplateError("wrong type \(value.typeName); expected a sample")
        }
        return field
    }

    private func label(
        _ name: String,
        of value: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        guard case .map(let labels) = try field("Labels", of: value) else { return .string("") }
        return labels[name] ?? .string("")
    }
}
