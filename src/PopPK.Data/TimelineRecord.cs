namespace PopPK.Data;

/// <summary>What a data record means to the engine.</summary>
/// <param name="Time">When, in the unit of the data.</param>
/// <param name="IsReset">True when everything begins anew here (EVID 3 and 4).</param>
/// <param name="Dose">Index of its dose in <see cref="EventTimeline.Doses"/>; -1 when it has none.</param>
/// <param name="Switch">c: compartment c (from 1) is switched on behind the record; -c: off; 0: none.</param>
public readonly record struct TimelineRecord(double Time, bool IsReset, int Dose, int Switch);
