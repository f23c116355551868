/// Names of columns: made to name one each, and what they say of the cells.
package enum ColumnNames {
  /// The names with a number behind those that occurred before; an empty name becomes `column2`.
  static func unique(_ written: [String]) -> [String] {
    // The constant term of a relation bears this name.
    var taken: Set<String> = ["(Intercept)"]
    var copies = [String: Int]()
    return written.enumerated().map { column, written in
      let base = written.isEmpty ? "column\(column + 1)" : written
      var name = base
      while !taken.insert(name).inserted {
        let copy = copies[base, default: 1] + 1
        copies[base] = copy
        name = "\(base).\(copy)"
      }
      return name
    }
  }

  // MARK: What they say

  /// The words of a name in small letters: `yearIndex`, `year_index` and `Year Index` are `year` and `index`.
  static func words(_ name: String) -> [String] {
    var words = [""]
    var wasSmall = false
    for scalar in name.unicodeScalars {
      let isLetter = scalar.properties.isAlphabetic
      if !isLetter {
        words.append("")
      } else {
        if wasSmall, scalar.properties.isUppercase { words.append("") }
        words[words.count - 1].unicodeScalars.append(scalar)
      }
      wasSmall = isLetter && !scalar.properties.isUppercase
    }
    return words.filter { !$0.isEmpty }.map { $0.lowercased() }
  }

  /// Whether a name is that of an identifier: `id`, `ID`, `user_id`, `userId`, `index`, `row`, `uuid`, and what
  /// pandas calls an index column.
  package static func isIdentifier(_ name: String) -> Bool {
    let lowered = name.lowercased()
    let words: Set<String> = [
      "id", "index", "idx", "row", "rowid", "row_id", "rownames", "uuid", "guid", "key",
    ]
    return words.contains(lowered) || lowered.hasPrefix("unnamed:") || lowered.hasSuffix("_id")
      || lowered.hasSuffix(" id") || lowered.hasSuffix("-id") || name.hasSuffix("Id")
      || name.hasSuffix("ID") || isNumbered(lowered)
  }

  /// Whether a name is that under which a person or a thing is reached or registered: a telephone, an address, a tax number.
  package static func isAddress(_ name: String) -> Bool {
    words(name).contains { addressWords.contains($0) }
  }

  private static let addressWords: Set<String> = [
    "phone", "telephone", "tel", "mobile", "fax", "telefon", "handy", "email", "mail", "url", "ip",
    "mac",
    "ssn", "iban", "passport", "imei", "vin", "isbn", "issn", "doi", "barcode", "ean", "gtin",
    "upc", "sku", "serial", "uuid", "guid", "hash", "token", "username", "login",
  ]

  /// Whether a name says that something is numbered: `Order No.`, `Invoice #`, `Rechnungsnr.`, `numero de pedido`.
  private static func isNumbered(_ lowered: String) -> Bool {
    let words = self.words(lowered)
    if words.count == 1, let word = words.first {
      let stem = ["nummern", "nummer", "numer", "nr", "no"].first { word.hasSuffix($0) }
        .map { word.dropLast($0.count) }
      if let stem, numbered.contains(where: { stem.hasPrefix($0) }) { return true }
    }
    let counts =
      lowered.contains("#") || lowered.contains("№")
      || words.contains {
        ["no", "nr", "num", "number", "numero", "número", "numéro", "nummer", "n", "nº"].contains(
          $0)
      }
    return counts && words.contains { numbered.contains($0) }
  }

  /// What people number, one by one.
  private static let numbered: Set<String> = [
    "order", "invoice", "ticket", "customer", "client", "account", "case", "patient", "subject",
    "participant", "respondent", "employee", "student", "member", "user", "receipt", "transaction",
    "policy", "contract", "purchase", "po", "registration", "passport", "serial", "record", "ref",
    "reference", "document", "voucher", "booking", "reservation", "claim", "loan", "shipment",
    "tracking", "sample", "specimen", "accession", "vendor", "supplier", "personnel", "staff",
    "bestell", "auftrags", "rechnungs", "kunden", "konto", "vertrags", "beleg", "personal",
    "patienten", "fall", "artikel", "liefer", "mitglieds", "matrikel", "serien", "vorgangs",
    "faktura", "ordre", "kunde", "kund", "bestelling", "klant", "factuur", "pedido", "factura",
    "cliente", "facture", "commande", "dossier", "ordine", "fattura", "fatura", "expediente",
    "matricula", "matrícula", "zamówienia", "faktury", "klienta",
  ]

  /// Whether a name is that of a date, a time, or a part of one.
  package static func isTime(_ name: String) -> Bool {
    words(name).contains { timeWords.contains($0) }
  }

  /// Whether a name is that of a span of time, or of a part of a day: no year.
  package static func isDuration(_ name: String) -> Bool {
    words(name).contains { durationWords.contains($0) }
  }

  private static let durationWords: Set<String> = [
    "hour", "hours", "hr", "hrs", "minute", "minutes", "min", "mins", "second", "seconds", "sec",
    "duration", "elapsed", "stunde", "stunden", "heure", "heures", "hora", "horas",
  ]

  /// Whether a name is that of a quantity that may count 1, 2, 3: a time, a step, a rank, a dose.
  package static func isQuantity(_ name: String) -> Bool {
    words(name).contains { timeWords.contains($0) || quantityWords.contains($0) }
  }

  /// Whether a name says nothing of its cells but that they tell rows apart, or nothing at all.
  package static func isCounter(_ name: String) -> Bool {
    let words = words(name)
    return isIdentifier(name) || words.isEmpty || name.unicodeScalars.count == 1
      || words.contains { counterWords.contains($0) }
      || words.count == 1 && autonames.contains(words[0]) && name.last?.isNumber == true
  }

  /// Whether a name is that of a code of digits: a postal code, a product number.
  static func isCode(_ name: String) -> Bool { words(name).contains { codeWords.contains($0) } }

  private static let codeWords: Set<String> = [
    "code", "codes", "zip", "zipcode", "postcode", "postal", "postleitzahl", "plz", "fips", "icd",
    "ean", "barcode", "gtin", "asin", "article", "artikel", "artikelnummer", "barcodes", "dewey",
    "ddc",
    "isbn", "issn", "upc", "sku", "phone", "telephone", "mobile", "fax", "ssn", "iban",
    "cusip",
    "naics", "sic",
  ]

  private static let timeWords: Set<String> = [
    "t", "time", "times", "timestamp", "timestep", "ts", "date", "datetime", "dt", "step", "steps",
    "day", "days", "week", "weeks", "weekday", "month", "months", "quarter", "year", "years", "yr",
    "hour", "hours", "hr", "minute", "minutes", "min", "second", "seconds", "sec", "ms", "epoch",
    "iteration", "iter", "tick", "cycle", "cycles", "period", "age", "generation", "lag",
    "duration",
    "elapsed", "season", "decade", "century", "fecha", "datum", "jahr", "monat", "tag", "stunde",
    "zeit", "mois", "annee", "jour", "heure", "mes", "hora", "anno", "giorno",
  ]
  private static let quantityWords: Set<String> = [
    "dose", "rank", "ranking", "score", "level", "grade", "position", "place", "distance", "dist",
    "depth", "height", "length", "width", "size", "count", "amount", "quantity", "qty",
    "temperature", "temp", "angle", "concentration", "conc", "pressure", "speed", "velocity",
    "energy", "voltage", "current", "power", "mileage", "rating", "price", "cost", "weight",
    "volume", "area", "load", "force", "frequency", "freq", "wavelength", "wavenumber", "x", "y",
    "z", "lat", "lon", "value", "points", "total", "percentile", "rate", "stage", "altitude",
    "elevation", "intensity", "mass", "density", "strain", "stress",
  ]
  private static let counterWords: Set<String> = [
    "id", "ids", "no", "nr", "num", "number", "numero", "nummer", "sno", "slno", "serial", "obs",
    "observation", "sample", "specimen", "record", "rec", "case", "casenum", "subject", "patient",
    "participant", "respondent", "person", "customer", "client", "user", "student", "member",
    "employee", "passenger", "animal", "item", "entry", "seq", "sequence", "idx", "index", "row",
    "rows", "rowid", "rownames", "key", "code", "ref", "reference", "ticket", "order", "invoice",
    "transaction", "unit", "experiment", "exp", "file", "image", "img", "line", "rk", "uid",
    "pk", "uuid", "guid", "product", "house", "car", "plot", "site", "station", "household",
  ]
  private static let autonames: Set<String> = [
    "c", "v", "x", "col", "column", "var", "variable", "field", "feature", "f", "attr", "attribute",
  ]
}
