namespace PopPK;

/// <summary>A fit was cancelled. What exists then is kept.</summary>
/// <example>
/// <code>
/// try
/// {
///     fit = await model.FitAsync(data, cancellationToken: token);
/// }
/// catch (FitInterruptedException interrupted)
/// {
///     fit = interrupted.Partial;
/// }
/// </code>
/// </example>
public sealed class FitInterruptedException : OperationCanceledException
{
    internal FitInterruptedException(FitResult partial, CancellationToken token)
        : base("The fit was interrupted; its best values so far are kept.", token) => Partial = partial;

    /// <summary>The best values so far, which are no estimates, or a fit without what was to follow it.</summary>
    public FitResult Partial { get; }
}
