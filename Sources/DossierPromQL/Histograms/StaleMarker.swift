extension Double {
    /// The NaN that says a series ended here: these bits and no others.
    ///
    /// No computation yields it, since arithmetic sets the quiet bit; so results use it for "no
    /// sample at this step". Public, so that loops of other modules over samples inline it.
    @inlinable
    public static var staleMarker: Double { Double(bitPattern: 0x7ff0_0000_0000_0002) }

    @inlinable
    @inline(__always)
    public var isStaleMarker: Bool { bitPattern == 0x7ff0_0000_0000_0002 }
}
