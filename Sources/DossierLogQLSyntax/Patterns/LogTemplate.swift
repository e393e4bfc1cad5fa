package import DossierPromQLSyntax
package import DossierTemplates

/// Templates of `line_format` and `label_format`.
package enum LogTemplate {
    private static let dialect = TemplateDialect(functionNames: [
        "lower", "upper", "title", "trunc", "substr", "contains", "hasPrefix", "hasSuffix",
        "indent", "nindent", "replace", "repeat", "trim", "trimAll", "trimPrefix", "trimSuffix",
        "int", "float64", "add", "sub", "mul", "div", "mod", "addf", "subf", "mulf", "divf", "max",
        "min", "maxf", "minf", "ceil", "floor", "round", "fromJson", "date", "toDate", "now",
        "unixEpoch", "default", "b64enc", "b64dec", "toDateInZone", "unixToTime",
        "unixEpochMillis", "unixEpochNanos", "bytes", "duration", "duration_seconds", "urlencode",
        "urldecode", "regexReplaceAll", "regexReplaceAllLiteral", "count", "alignLeft",
        "alignRight", "__line__", "__timestamp__", "ToLower", "ToUpper", "Replace", "Trim",
        "TrimLeft", "TrimRight", "TrimPrefix", "TrimSuffix", "TrimSpace",
    ])

    /// Reads a template, which messages call `line` or `label`.
    package static func parse(
        _ text: ByteString,
        name: String
    ) throws(TemplateError) -> TextTemplate {
        try TextTemplate(parsing: text.description, name: name, dialect: dialect)
    }
}
