internal import DossierMetricView
internal import DossierPromQLSyntax
internal import DossierRules
internal import Yams

extension RequestConventions {
    /// Reads conventions from YAML, as `docs/trace-statistics.md` describes it; what the text leaves
    /// out is as in the default.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - name: What errors call it, such as the path of its file.
    /// - Throws: ``DossierError/Code/invalidConventions`` with all that is wrong.
    public init(yaml text: String, name: String) throws(DossierError) {
        self.init()
        var reader = YAMLReader()
        if let root = reader.document(text) { read(root, &reader) }
        let issues = YAMLFileError(reader.issues).issues.map { DossierError.Issue($0, in: name) }
        guard issues.isEmpty else { throw DossierError(.invalidConventions, issues) }
    }

    private mutating func read(_ root: Node, _ reader: inout YAMLReader) {
        let fields = reader.fields(
            of: root,
            known: ["trace_label", "requests", "operations", "spans"],
            in: "the file"
        )
        if let label = reader.string(fields["trace_label"]) { traceLabel = label }
        if let node = fields["requests"] {
            requests = reader.items(of: node).map { RequestMetrics($0, &reader) }
        }
        if let node = fields["operations"] {
            operations = reader.items(of: node).map { OperationMetrics($0, &reader) }
        }
        guard let node = fields["spans"] else { return }
        let spans = reader.fields(of: node, known: ["operation_type", "tenant"], in: "spans")
        func keys(_ node: Node) -> [String] {
            reader.items(of: node).compactMap { reader.string($0) }
        }
        if let node = spans["operation_type"] { operationTypeAttributes = keys(node) }
        if let node = spans["tenant"] { tenantAttributes = keys(node) }
    }
}

extension RequestConventions.RequestMetrics {
    fileprivate init(_ node: Node, _ reader: inout YAMLReader) {
        let fields = reader.fields(
            of: node,
            known: ["count", "errors", "duration", "service_label"],
            in: "requests"
        )
        self.init(
            count: reader.selector(fields["count"], required: "count", of: node) ?? "",
            errors: reader.selector(fields["errors"]),
            duration: reader.selector(fields["duration"]),
            serviceLabel: reader.string(fields["service_label"]) ?? "service_name"
        )
    }
}

extension RequestConventions.OperationMetrics {
    fileprivate init(_ node: Node, _ reader: inout YAMLReader) {
        let fields = reader.fields(
            of: node,
            known: ["count", "duration", "type_label", "tenant_label"],
            in: "operations"
        )
        self.init(
            count: reader.selector(fields["count"], required: "count", of: node) ?? "",
            duration: reader.selector(fields["duration"]),
            typeLabel: reader.string(fields["type_label"]) ?? "operation_type",
            tenantLabel: reader.string(fields["tenant_label"]) ?? "tenant_id"
        )
    }
}

extension YAMLReader {
    /// A selector of series; `required` is the name of a field of `node` that must be there.
    fileprivate mutating func selector(
        _ field: Node?,
        required: String? = nil,
        of node: Node? = nil
    ) -> String? {
        guard let text = string(field) else {
            if let required, field == nil { report("field '\(required)' must be set", at: node) }
            return nil
        }
        do {
            _ = try VectorSelector(parsing: text)
            return text
        } catch {
            report("\(error)", at: field)
            return nil
        }
    }
}
