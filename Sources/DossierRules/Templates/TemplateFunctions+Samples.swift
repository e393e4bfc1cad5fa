import DossierPromQL

extension TemplateFunctions {
    /// Functions on what a query yields: maps of `Labels` and `Value`.
    func callOnSamples(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "query": return try samples(of: try text(0, of: arguments))
        case "first":
            guard case .list(let values) = try argument(0, of: arguments), let first = values.first
            else { throw TemplateError("first() called on vector with no elements") }
            return first
        case "value":
            return try field("Value", of: try argument(0, of: arguments))
        case "label":
            return try label(try text(0, of: arguments), of: try argument(1, of: arguments))
        case "strvalue":
            return try label("__value__", of: try argument(0, of: arguments))
        default:
            let label = try text(0, of: arguments)
            guard case .list(let values) = try argument(1, of: arguments) else {
                throw TemplateError("sortByLabel takes the outcome of a query")
            }
            var keyed: [(key: String, value: TemplateValue)] = []
            for value in values {
                keyed.append((try self.label(label, of: value).text, value))
            }
            keyed.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return .list(keyed.map(\.value))
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
                return .record([
                    ("Labels", .map(Dictionary(labels) { $1 })),
                    ("Value", TemplateValue(sample.point)),
                ])
            }
        )
    }

    private func field(
        _ name: String,
        of value: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        guard case .record(let fields) = value,
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
