using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Regimens.Syntax;

/// <summary>A statement of a regimen or of an arm.</summary>
/// <param name="Span">The characters it covers.</param>
internal abstract record RegimenStatementSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>dose AMOUNT into COMPARTMENT at TIMES every INTERVAL times N ...</c>.</summary>
/// <param name="Amount">The amount.</param>
/// <param name="Span">The characters it covers.</param>
internal sealed record DoseSyntax(ExpressionSyntax Amount, TextSpan Span) : RegimenStatementSyntax(Span)
{
    /// <summary>The compartment by name, or null.</summary>
    public NameSyntax? Compartment { get; init; }

    /// <summary>The compartment by number, or null.</summary>
    public NumberSyntax? CompartmentNumber { get; init; }

    /// <summary>When, or null.</summary>
    public TimesSyntax? Times { get; init; }

    /// <summary>The interval, or null.</summary>
    public NumberSyntax? Interval { get; init; }

    /// <summary>The number of doses, or null.</summary>
    public NumberSyntax? Count { get; init; }

    /// <summary>The end of the series, or null.</summary>
    public NumberSyntax? Until { get; init; }

    /// <summary>The rate of the infusion, or null.</summary>
    public ExpressionSyntax? Rate { get; init; }

    /// <summary>The duration of the infusion, or null.</summary>
    public ExpressionSyntax? Duration { get; init; }

    /// <summary>The word that leaves the rate to the model, or null.</summary>
    public NameSyntax? ModelledRate { get; init; }

    /// <summary>The word that leaves the duration to the model, or null.</summary>
    public NameSyntax? ModelledDuration { get; init; }

    /// <summary>The word that asks for the steady state, or null.</summary>
    public NameSyntax? SteadyState { get; init; }
}

/// <summary><c>sample ENDPOINTS at TIMES before doses</c>.</summary>
/// <param name="Endpoints">The endpoints; none: all.</param>
/// <param name="Times">When.</param>
/// <param name="IsBeforeDoses">True when doses at the same time come later.</param>
/// <param name="Span">The characters it covers.</param>
internal sealed record SampleSyntax(ImmutableArray<NameSyntax> Endpoints, TimesSyntax Times, bool IsBeforeDoses, TextSpan Span) : RegimenStatementSyntax(Span);

/// <summary><c>reset at TIMES</c>.</summary>
/// <param name="Times">When.</param>
/// <param name="Span">The characters it covers.</param>
internal sealed record ResetSyntax(TimesSyntax Times, TextSpan Span) : RegimenStatementSyntax(Span);

/// <summary><c>occasion COLUMN at TIMES</c> or <c>occasion COLUMN every INTERVAL</c>.</summary>
/// <param name="Name">The column.</param>
/// <param name="Times">When occasions begin, or null.</param>
/// <param name="Interval">How long they are, or null.</param>
/// <param name="Span">The characters it covers.</param>
internal sealed record OccasionSyntax(NameSyntax Name, TimesSyntax? Times, NumberSyntax? Interval, TextSpan Span) : RegimenStatementSyntax(Span);

/// <summary><c>COLUMN = VALUE from TIME, VALUE from TIME</c>.</summary>
/// <param name="Name">The column.</param>
/// <param name="Steps">Its values and when they begin; without a time from the start.</param>
/// <param name="Span">The characters it covers.</param>
internal sealed record CourseSyntax(NameSyntax Name, ImmutableArray<(ExpressionSyntax Value, NumberSyntax? From)> Steps, TextSpan Span)
    : RegimenStatementSyntax(Span);

/// <summary><c>titrate COMPARTMENT at TIMES on VALUE: DOSE in LIMITS in steps of STEP</c>.</summary>
/// <param name="Times">When.</param>
/// <param name="Value">What is looked at.</param>
/// <param name="Dose">The new dose.</param>
/// <param name="Span">The characters it covers.</param>
internal sealed record TitrationSyntax(TimesSyntax Times, NameSyntax Value, ExpressionSyntax Dose, TextSpan Span) : RegimenStatementSyntax(Span)
{
    /// <summary>The word that asks for the value with its residual error, or null.</summary>
    public NameSyntax? Observed { get; init; }

    /// <summary>The compartment whose doses change, or null.</summary>
    public NameSyntax? Compartment { get; init; }

    /// <summary>Limits of the new dose, or null.</summary>
    public BoundsSyntax? Limits { get; init; }

    /// <summary>What the new dose is a multiple of, or null.</summary>
    public NumberSyntax? Step { get; init; }
}
