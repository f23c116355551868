internal import CKernels

/// Finds the points that may be near another from products that are nearly right.
public enum NearProducts {
  /// The places with `(norms[i] + own) · narrowing − 2 · products[i]` of at most a limit, in their order.
  ///
  /// - Parameters:
  ///   - products: of the point with others.
  ///   - norms: the squared norms of these, as many.
  ///   - places: has room for as many.
  /// - Returns: how many there are.
  public static func find(
    _ products: UnsafeBufferPointer<Float>, norms: UnsafeBufferPointer<Float>, own: Float,
    narrowing: Float, limit: Float, into places: UnsafeMutableBufferPointer<UInt32>
  ) -> Int {
    precondition(
      products.count == norms.count && places.count >= products.count, "a product and a place each")
    guard let first = products.baseAddress, let norm = norms.baseAddress,
      let place = places.baseAddress
    else { return 0 }
    return fathom_near_products(first, norm, products.count, own, narrowing, limit, place)
  }
}
