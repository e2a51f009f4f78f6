/**
 * The published networks, built in code with their exact published structure.
 *
 * <p>{@link org.systole.zoo.Zoo} lists them; an {@link org.systole.zoo.ZooEntry} says where a network was published and
 * which figures its source states, and builds its graph. Weights are random numbers that repeat for a seed, made when
 * they are first read, and scaled so that no layer's output dies out, saturates or explodes. Nothing here is trained.
 */
package org.systole.zoo;
