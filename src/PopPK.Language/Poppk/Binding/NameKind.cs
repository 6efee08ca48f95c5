namespace PopPK.Language.Poppk.Binding;

/// <summary>What a name stands for.</summary>
internal enum NameKind
{
    /// <summary>A fixed effect.</summary>
    Parameter,

    /// <summary>A random effect.</summary>
    RandomEffect,

    /// <summary>A data column.</summary>
    Covariate,

    /// <summary>The class of a mixture a subject belongs to.</summary>
    Mixture,

    /// <summary>A definition of the section individual.</summary>
    Individual,

    /// <summary>The amount in a compartment.</summary>
    Compartment,

    /// <summary>A definition of the section structure.</summary>
    StructureDefinition,

    /// <summary>A definition of the section observations.</summary>
    Prediction,
}
