namespace PopPK.Text;

/// <summary>How much a diagnostic matters.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Note,

    /// <summary>Probably not what the user meant; work goes on.</summary>
    Warning,

    /// <summary>Nothing is run until the user has mended this.</summary>
    Error,
}
