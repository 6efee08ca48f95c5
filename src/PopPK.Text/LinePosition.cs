namespace PopPK.Text;

/// <summary>A place in a text as a person counts.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in characters, from 1.</param>
public readonly record struct LinePosition(int Line, int Column);
