namespace PopPK.Symbolics;

/// <summary>Where a compiled function finds the value of a symbol.</summary>
/// <param name="Bank">Which of the three input spans: 0, 1 or 2.</param>
/// <param name="Index">Position in that span, from 0.</param>
public readonly record struct Slot(int Bank, int Index);
