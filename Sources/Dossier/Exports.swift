// `TraceID` and `SpanID` are part of this module's API.
@_exported public import DossierColumns
